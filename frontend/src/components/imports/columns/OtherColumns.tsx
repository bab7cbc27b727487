import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ImportColumn, ImportMapping, ImportTarget } from '@tinygenesy/contract';
import { type ReactNode, useState } from 'react';
import { count } from '../../../words/numbers.ts';
import { customTargetOf, targetOf } from '../mapping.ts';

/** A longer list begins collapsed, so that the settings below stay in view. */
const shownAtOnce = 8;
/** A longer list has a search. */
const searchedFrom = 15;

type OtherColumnsProps = {
  columns: readonly ImportColumn[];
  mapping: ImportMapping;
  disabled: boolean;
  /** A column has a conflict, so the list must be visible. */
  hasConflict: boolean;
  onChange: (mapping: ImportMapping) => void;
  children: (columns: readonly ImportColumn[]) => ReactNode;
};

const columnsWord = (columns: number): string => (columns === 1 ? '1 other column' : `${count(columns)} other columns`);

/** Says what happens to the other columns. */
const keptWords = (columns: readonly ImportColumn[], mapping: ImportMapping): string => {
  const kept = columns.filter(({ header }) => targetOf(mapping, header) !== null).length;
  if (kept === 0) return columns.length === 1 ? 'ignored' : 'all ignored';
  if (kept === columns.length) return columns.length === 1 ? 'kept as a custom field' : 'kept as custom fields';
  return `${count(kept)} kept, ${count(columns.length - kept)} ignored`;
};

/** Columns without a recognized field: kept as custom fields, or ignored with one click. */
export const OtherColumns = ({ columns, mapping, disabled, hasConflict, onChange, children }: OtherColumnsProps) => {
  const [isOpen, setIsOpen] = useState(columns.length <= shownAtOnce);
  const [search, setSearch] = useState('');
  if (columns.length === 0) return null;
  const setAll = (targetFor: (column: ImportColumn) => ImportTarget | null): void =>
    onChange({ ...mapping, ...Object.fromEntries(columns.map((column) => [column.header, targetFor(column)])) });
  const isIgnored = ({ header }: ImportColumn): boolean => targetOf(mapping, header) === null;
  const words = search.trim().toLowerCase();
  const found = columns.filter(({ header }) => header.toLowerCase().includes(words));
  const isShown = isOpen || hasConflict;
  return (
    <section aria-label="Other columns">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {columnsWord(columns.length)}
        </Text>
        <Text size="sm" c="dimmed" role="status" aria-label="Other columns">
          {keptWords(columns, mapping)}
        </Text>
        <Group gap="xs" ml="auto">
          {columns.length <= shownAtOnce ? null : (
            <Button size="compact-xs" variant="subtle" aria-expanded={isShown} onClick={() => setIsOpen(!isOpen)}>
              {isShown ? 'Hide' : 'Show'}
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="default"
            disabled={disabled || !columns.some(isIgnored)}
            onClick={() => setAll(customTargetOf)}
          >
            Keep as custom fields
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={disabled || columns.every(isIgnored)}
            onClick={() => setAll(() => null)}
          >
            Ignore the rest
          </Button>
        </Group>
      </Group>
      {isShown && columns.length >= searchedFrom ? (
        <TextInput
          size="xs"
          mt={8}
          maw={300}
          aria-label="Search columns"
          placeholder="Search columns"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      ) : null}
      {isShown ? children(found) : null}
    </section>
  );
};
