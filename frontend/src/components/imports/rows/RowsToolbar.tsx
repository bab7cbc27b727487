import { Anchor, Group, Switch, Text } from '@mantine/core';
import type { ImportRowsView } from '../../../api/imports/getImportRows.ts';
import { rowStateWords } from '../../../words/import.ts';

type RowsToolbarProps = { view: ImportRowsView; onView: (view: ImportRowsView) => void; isDraft: boolean };

/** Filters the rows, and says how a cell of a draft is edited. */
export const RowsToolbar = ({ view, onView, isDraft }: RowsToolbarProps) => {
  const { problem, state } = view;
  return (
    <Group px="md" py={8} gap="md" style={{ flex: 'none' }}>
      <Switch
        size="xs"
        label="Only rows with issues"
        checked={problem !== undefined}
        onChange={(event) => onView(event.currentTarget.checked ? { problem: 'any' } : {})}
      />
      {state === undefined && (problem === undefined || problem === 'any') ? null : (
        <Anchor component="button" type="button" size="xs" onClick={() => onView({})}>
          {state === undefined ? 'Only rows with this issue' : `Only: ${rowStateWords(state, !isDraft)}`} · show all
        </Anchor>
      )}
      {!isDraft ? null : (
        <Text size="xs" c="dimmed" ml="auto" visibleFrom="md">
          Click a cell or press Enter to edit it · Press Delete to skip the row
        </Text>
      )}
    </Group>
  );
};
