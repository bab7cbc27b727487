import { Button, Popover } from '@mantine/core';
import { loadLater } from '../../../shell/loadLater.tsx';
import type { TableColumns } from './useTableColumns.ts';

// Loaded when it is opened: dragging needs a library that the table does not.
const ColumnList = loadLater(async () => (await import('./ColumnList.tsx')).ColumnList);

/** Chooses the columns of the table, their order, and which stay at the left. */
export const ColumnsMenu = ({ columns }: { columns: TableColumns }) => (
  <Popover position="bottom-end" shadow="md" trapFocus onOpen={columns.choose}>
    <Popover.Target>
      <Button size="xs" variant="subtle" color="gray" ml="auto" visibleFrom="xs">
        Columns
      </Button>
    </Popover.Target>
    <Popover.Dropdown p="xs" w={320} maw="95vw">
      <ColumnList columns={columns} />
    </Popover.Dropdown>
  </Popover>
);
