import { Button, Drawer, type DrawerProps, Group, Modal, type ModalProps, Stack, Text } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useLayer } from './layers.ts';

/** Props that all dialogs share: focus and Escape, which `layers.ts` handles, and the title. */
type Managed = 'closeOnEscape' | 'returnFocus' | 'trapFocus' | 'transitionProps' | 'closeButtonProps' | 'title';
type OwnProps = {
  title: string;
  /** Content right of the title. */
  besideTitle?: ReactNode;
  closeLabel?: string;
};

const layerRules = {
  // `layers.ts` handles both, in one order for dialogs, drawers, panels and their menus.
  closeOnEscape: false,
  returnFocus: false,
  trapFocus: true,
  // Without a transition no key press falls between two layers.
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

/** Registers the surrounding dialog as a layer while it is open. */
const LayerMark = ({ onClose }: { onClose: () => void }) => {
  const mark = useRef<HTMLSpanElement>(null);
  useLayer(() => mark.current?.closest<HTMLElement>('[role="dialog"]') ?? null, 'modal', onClose);
  return <span ref={mark} hidden />;
};

/** Dialog with the focus and Escape rules of the page. All dialogs use it. */
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

/** Drawer at the right with the focus and Escape rules of the page. All drawers use it. */
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

/** Asks for confirmation before an action that the user can't undo. */
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
