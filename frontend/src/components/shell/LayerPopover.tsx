import { type FloatingPosition, Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { LayerMark } from './LayerMark.tsx';

type LayerPopoverProps = {
  opened: boolean;
  onChange: (opened: boolean) => void;
  position: FloatingPosition;
  width: number;
  list: ReactNode;
  children: ReactNode;
};

/** A list that opens beside its button (the `Popover.Target` of its children), holds the focus, and makes the page behind it inert. */
export const LayerPopover = ({ opened, onChange, position, width, list, children }: LayerPopoverProps) => (
  <Popover
    opened={opened}
    onChange={onChange}
    position={position}
    shadow="md"
    trapFocus
    transitionProps={{ duration: 0 }}
  >
    {children}
    <Popover.Dropdown p="xs" w={width} maw="95vw">
      <LayerMark onClose={() => onChange(false)} />
      {list}
    </Popover.Dropdown>
  </Popover>
);
