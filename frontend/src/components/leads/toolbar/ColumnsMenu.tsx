import { Button, Checkbox, Popover, Stack } from '@mantine/core';

export type ColumnChoice = { id: string; label: string; visible: boolean; toggle: () => void };

/** Shows and hides columns of the table. */
export const ColumnsMenu = ({ columns }: { columns: readonly ColumnChoice[] }) => (
  <Popover position="bottom-end" shadow="md" trapFocus>
    <Popover.Target>
      <Button size="xs" variant="subtle" color="gray" ml="auto" visibleFrom="sm">
        Columns
      </Button>
    </Popover.Target>
    <Popover.Dropdown p="xs">
      <Stack gap={6} role="group" aria-label="Columns">
        {columns.map((column) => (
          <Checkbox key={column.id} size="xs" label={column.label} checked={column.visible} onChange={column.toggle} />
        ))}
      </Stack>
    </Popover.Dropdown>
  </Popover>
);
