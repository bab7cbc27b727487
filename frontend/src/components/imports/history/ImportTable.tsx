import { Anchor, Badge, Table, Text } from '@mantine/core';
import type { Import } from '@tinygenesy/contract';
import { useState } from 'react';
import { importStateColor, importStateWords, sizeWords, undoneWords } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import { momentWords } from '../../../words/time.ts';
import { UndoQuestion } from '../UndoImport.tsx';
import { useImportAddress } from '../useImportAddress.ts';
import { ImportActions } from './ImportActions.tsx';
import classes from './ImportTable.module.css';

/** Results of rows, in the order of the columns. */
const results = [
  { key: 'created', label: 'Created' },
  { key: 'updated', label: 'Changed' },
  { key: 'skipped', label: 'Skipped' },
  { key: 'invalid', label: 'Not imported' },
] as const;

const numberOrDash = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : count(value);

const Row = ({ one }: { one: Import }) => {
  const { show } = useImportAddress();
  const [isAsking, setIsAsking] = useState(false);
  const size = one.sizeBytes === 0 ? null : sizeWords(one.sizeBytes);
  return (
    <>
      <Table.Tr aria-label={one.fileName}>
        <Table.Td className={classes['file'] ?? ''}>
          <Anchor component="button" type="button" size="sm" ta="left" onClick={() => show(one.id, 'results')}>
            {one.fileName}
          </Anchor>
          {size === null ? null : (
            <Text size="xs" c="dimmed">
              {size}
            </Text>
          )}
        </Table.Td>
        <Table.Td data-label="When">{momentWords(one.committedAt ?? one.createdAt)}</Table.Td>
        <Table.Td data-label="Rows" className={classes['number'] ?? ''}>
          {numberOrDash(one.rowCount)}
        </Table.Td>
        {results.map(({ key, label }) => (
          <Table.Td key={key} data-label={label} className={classes['number'] ?? ''}>
            {numberOrDash(one.counts === null ? null : (one.counts[key] ?? 0))}
          </Table.Td>
        ))}
        <Table.Td className={classes['state'] ?? ''}>
          <Badge size="sm" variant="light" color={importStateColor(one.state)} tt="none">
            {importStateWords(one.state)}
          </Badge>
          {one.undone === null ? null : (
            <Text size="xs" c="dimmed">
              {undoneWords(one.undone)}
            </Text>
          )}
        </Table.Td>
        <Table.Td className={classes['actions'] ?? ''}>
          <ImportActions one={one} onUndo={() => setIsAsking(true)} />
        </Table.Td>
      </Table.Tr>
      {isAsking ? (
        <Table.Tr className={classes['question'] ?? ''}>
          <Table.Td colSpan={results.length + 5}>
            <UndoQuestion one={one} onEnd={() => setIsAsking(false)} />
          </Table.Td>
        </Table.Tr>
      ) : null}
    </>
  );
};

/** Imports that were started, newest first, with the results of their rows. */
export const ImportTable = ({ list }: { list: readonly Import[] }) => (
  <Table aria-label="Imports" fz="sm" verticalSpacing={8} className={classes['table'] ?? ''}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>File</Table.Th>
        <Table.Th>When</Table.Th>
        <Table.Th className={classes['number'] ?? ''}>Rows</Table.Th>
        {results.map(({ key, label }) => (
          <Table.Th key={key} className={classes['number'] ?? ''}>
            {label}
          </Table.Th>
        ))}
        <Table.Th>State</Table.Th>
        <Table.Th>Actions</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {list.map((one) => (
        <Row key={one.id} one={one} />
      ))}
    </Table.Tbody>
  </Table>
);
