import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { LayerPopover } from '../../../shell/LayerPopover.tsx';
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
    <LayerPopover
      opened={isOpened}
      onChange={setOpened}
      position="bottom-end"
      width={320}
      list={<ColumnList columns={columns} />}
    >
      <Popover.Target>
        <Button size="xs" variant="subtle" color="gray" ml="auto" visibleFrom="xs" onClick={toggle}>
          Columns
        </Button>
      </Popover.Target>
    </LayerPopover>
  );
};
