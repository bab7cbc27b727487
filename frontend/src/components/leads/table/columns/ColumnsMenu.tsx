import { Button, Popover } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Working } from '../../../shell/Working.tsx';
import type { TableColumns } from './useTableColumns.ts';

// Loaded when it is opened: dragging needs a library that the table does not.
const ColumnList = lazy(() => import('./ColumnList.tsx').then((module) => ({ default: module.ColumnList })));

/** Chooses the columns of the table, their order, and which stay at the left. */
export const ColumnsMenu = ({ columns }: { columns: TableColumns }) => (
  <Popover position="bottom-end" shadow="md" trapFocus onOpen={columns.choose}>
    <Popover.Target>
      <Button size="xs" variant="subtle" color="gray" ml="auto" visibleFrom="xs">
        Columns
      </Button>
    </Popover.Target>
    <Popover.Dropdown p="xs" w={320} maw="95vw">
      <Suspense fallback={<Working>Loading columns…</Working>}>
        <ColumnList columns={columns} />
      </Suspense>
    </Popover.Dropdown>
  </Popover>
);
