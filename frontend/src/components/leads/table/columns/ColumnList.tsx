import { ActionIcon, Button, Checkbox, Text, TextInput } from '@mantine/core';
import { IconPin, IconPinFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { SortableList } from '../../../providers/order/SortableList.tsx';
import classes from './ColumnList.module.css';
import type { TableColumns } from './useTableColumns.ts';

/** All columns: shown or not, pinned or not, in their order. A search narrows the list, which can't be ordered then. */
export const ColumnList = ({ columns }: { columns: TableColumns }) => {
  const [search, setSearch] = useState('');
  const sought = search.trim().toLowerCase();
  const all = columns.all.map((column) => ({ ...column, name: column.label }));
  const found = all.filter(({ label }) => label.toLowerCase().includes(sought));
  return (
    <div role="group" aria-label="Columns">
      <TextInput
        size="xs"
        placeholder="Search columns"
        aria-label="Search columns"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      <div className={classes['list']}>
        {found.length === 0 ? (
          <Text size="sm" c="dimmed" p="xs">
            No column is called “{search.trim()}”.
          </Text>
        ) : (
          <SortableList
            label="Columns in their order"
            items={found}
            onMove={(_, from, to) => {
              if (sought === '') columns.move(from, to);
            }}
          >
            {({ id, label, isFixed, isVisible, isPinned }, { handle }) => (
              <div className={classes['column']}>
                {sought === '' ? handle : null}
                <Checkbox
                  size="xs"
                  label={label}
                  checked={isVisible}
                  disabled={isFixed === true}
                  onChange={(event) => columns.toggle(id, event.currentTarget.checked)}
                />
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  ml="auto"
                  aria-label={`Pin ${label} to the left`}
                  aria-pressed={isPinned}
                  onClick={() => columns.pin(id, !isPinned)}
                >
                  {isPinned ? <IconPinFilled size={14} /> : <IconPin size={14} />}
                </ActionIcon>
              </div>
            )}
          </SortableList>
        )}
      </div>
      <Button size="compact-xs" variant="subtle" disabled={!columns.isChanged} onClick={columns.reset}>
        Reset columns
      </Button>
    </div>
  );
};
