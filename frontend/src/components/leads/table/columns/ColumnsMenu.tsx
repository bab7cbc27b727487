import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { LayerMark } from '../../../shell/LayerMark.tsx';
import { loadLater } from '../../../shell/loadLater.tsx';
import type { TableColumns } from './useTableColumns.ts';

// Loaded when it is opened: dragging needs a library that the table does not.
const ColumnList = loadLater(async () => (await import('./ColumnList.tsx')).ColumnList);

/** Chooses the columns of the table, their order, and which stay at the left. */
export const ColumnsMenu = ({ columns }: { columns: TableColumns }) => {
  const [isOpened, setOpened] = useState(false);
  const toggle = (): void => {
    columns.choose();
    setOpened(!isOpened);
  };
  return (
    <Popover
      opened={isOpened}
      onChange={setOpened}
      position="bottom-end"
      shadow="md"
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button size="xs" variant="subtle" color="gray" ml="auto" visibleFrom="xs" onClick={toggle}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" w={320} maw="95vw">
        <LayerMark onClose={() => setOpened(false)} />
        <ColumnList columns={columns} />
      </Popover.Dropdown>
    </Popover>
  );
};
