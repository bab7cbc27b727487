import { Button, Drawer, type DrawerProps, Group, Modal, type ModalProps, Stack, Text } from '@mantine/core';
import { createContext, type ReactNode, use, useLayoutEffect, useState } from 'react';
import { LayerMark } from './LayerMark.tsx';
import { focusContent } from './layers.ts';

/** Props that all dialogs share: focus and Escape, which `layers.ts` handles, and the title. */
type Managed =
  'closeOnEscape' | 'returnFocus' | 'trapFocus' | 'transitionProps' | 'lockScroll' | 'closeButtonProps' | 'title';
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
  // The page itself never scrolls, and all below a layer is inert.
  lockScroll: false,
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

type Head = { title: string; size: NonNullable<ModalProps['size']> };

/** Sets the head of a dialog that opened before its content was loaded; null inside other dialogs. */
const SetHead = createContext<((head: Head) => void) | null>(null);

/** Content of a dialog that is already open. */
const LateContent = ({
  setHead,
  title,
  size,
  children,
}: Head & { setHead: (head: Head) => void; children: ReactNode }) => {
  useLayoutEffect(() => setHead({ title, size }), [setHead, title, size]);
  useLayoutEffect(focusContent, []);
  return <SetHead value={null}>{children}</SetHead>;
};

/** Opens a dialog before its content is loaded: the content's own `Dialog` fills it. */
export const EarlyDialog = ({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) => {
  const [head, setHead] = useState<Head>({ title, size: 'md' });
  return (
    <OwnDialog opened onClose={onClose} {...head}>
      <SetHead value={setHead}>{children}</SetHead>
    </OwnDialog>
  );
};

type DialogProps = Omit<ModalProps, Managed> & OwnProps;

/** Dialog with the focus and Escape rules of the page. All dialogs use it. */
export const Dialog = (props: DialogProps) => {
  const setHead = use(SetHead);
  return setHead === null ? (
    <OwnDialog {...props} />
  ) : (
    <LateContent setHead={setHead} title={props.title} size={props.size ?? 'md'}>
      {props.children}
    </LateContent>
  );
};

const OwnDialog = ({ title, besideTitle, closeLabel = 'Close', children, ...props }: DialogProps) => (
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
