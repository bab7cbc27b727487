import { Button, Drawer, type DrawerProps, Group, Modal, type ModalProps, Stack, Text } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useLayer } from './layers.ts';

/** What is set here for all: how a layer takes, holds and returns the focus, and what Escape does. See `layers.ts`. */
type Managed = 'closeOnEscape' | 'returnFocus' | 'trapFocus' | 'transitionProps' | 'closeButtonProps' | 'title';
type OwnProps = {
  title: string;
  /** Beside the title. */
  besideTitle?: ReactNode;
  closeLabel?: string;
};

const layerRules = {
  // `layers.ts` does both, with one order for dialogs, drawers, panels and the menus in them.
  closeOnEscape: false,
  returnFocus: false,
  trapFocus: true,
  // There at once and gone at once: no key falls between two layers.
  transitionProps: { duration: 0 },
} as const;

const LayerTitle = ({ title, besideTitle }: Pick<OwnProps, 'title' | 'besideTitle'>) => {
  const words = (
    <span tabIndex={-1} data-layer-title style={{ outline: 'none' }}>
      {title}
    </span>
  );
  return besideTitle === undefined ? (
    words
  ) : (
    <Group gap="sm">
      {words}
      {besideTitle}
    </Group>
  );
};

/** Makes the dialog around it a layer while it is open. */
const LayerMark = ({ onClose }: { onClose: () => void }) => {
  const mark = useRef<HTMLSpanElement>(null);
  useLayer(() => mark.current?.closest<HTMLElement>('[role="dialog"]') ?? null, 'modal', onClose);
  return <span ref={mark} hidden />;
};

/** A dialog. Every dialog of the page is one of these. */
export const Dialog = ({
  title,
  besideTitle,
  closeLabel = 'Close',
  children,
  ...props
}: Omit<ModalProps, Managed> & OwnProps) => (
  <Modal
    {...props}
    {...layerRules}
    title={<LayerTitle title={title} besideTitle={besideTitle} />}
    closeButtonProps={{ 'aria-label': closeLabel }}
  >
    <LayerMark onClose={props.onClose} />
    {children}
  </Modal>
);

/** A drawer at the right. Every drawer of the page is one of these. */
export const SideDrawer = ({
  title,
  besideTitle,
  closeLabel = 'Close',
  children,
  ...props
}: Omit<DrawerProps, Managed | 'position'> & OwnProps) => (
  <Drawer
    {...props}
    {...layerRules}
    position="right"
    title={<LayerTitle title={title} besideTitle={besideTitle} />}
    closeButtonProps={{ 'aria-label': closeLabel }}
  >
    <LayerMark onClose={props.onClose} />
    {children}
  </Drawer>
);

type ConfirmDialogProps = {
  title: string;
  children: string;
  confirm: string;
  cancel: string;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something that can't be taken back with a click. */
export const ConfirmDialog = ({ title, children, confirm, cancel, onConfirm, onClose }: ConfirmDialogProps) => (
  <Dialog opened onClose={onClose} title={title}>
    <Stack gap="md">
      <Text size="sm">{children}</Text>
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {cancel}
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {confirm}
        </Button>
      </Group>
    </Stack>
  </Dialog>
);
