import { Button, Group, Table, Text } from '@mantine/core';
import type { SuppressionBatch } from '@tinygenesy/contract';
import { useState } from 'react';
import { useUndoSuppressions } from '../../api/suppressions/changeSuppressions.ts';
import { tellError } from '../../app/notify.ts';
import { count } from '../../words/numbers.ts';
import { momentWords } from '../../words/time.ts';

const stateWords = { adding: 'Being added, or interrupted', added: '', removing: 'Being removed…' } as const;

const Upload = ({ batch }: { batch: SuppressionBatch }) => {
  const undo = useUndoSuppressions();
  const [isAsking, setIsAsking] = useState(false);
  const remove = (): void =>
    undo.mutate(batch.id, {
      onSuccess: () => setIsAsking(false),
      onError: (error) => tellError('Couldn’t remove the upload', error),
    });
  return (
    <Table.Tr aria-label={batch.name}>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {batch.name}
        <Text size="xs" c="dimmed">
          {stateWords[batch.state]}
        </Text>
        <Text size="xs" hiddenFrom="sm">
          {momentWords(batch.createdAt)} · {count(batch.added)} added, {count(batch.alreadyThere)} already there,{' '}
          {count(batch.notUnderstood)} not understood
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{momentWords(batch.createdAt)}</Table.Td>
      <Table.Td visibleFrom="sm">{count(batch.added)}</Table.Td>
      <Table.Td visibleFrom="sm">{count(batch.alreadyThere)}</Table.Td>
      <Table.Td visibleFrom="sm">{count(batch.notUnderstood)}</Table.Td>
      <Table.Td>
        {batch.state === 'removing' ? null : isAsking ? (
          <Group gap={4} role="group" aria-label="Remove this upload?">
            <Text size="xs">Its values may be contacted again.</Text>
            <Button size="compact-xs" color="red" disabled={undo.isPending} onClick={remove}>
              Remove values
            </Button>
            <Button size="compact-xs" variant="default" autoFocus onClick={() => setIsAsking(false)}>
              Keep values
            </Button>
          </Group>
        ) : (
          <Button size="compact-xs" variant="default" onClick={() => setIsAsking(true)}>
            Undo upload
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

/** Uploads, newest first, each with undo. */
export const Uploads = ({ batches }: { batches: readonly SuppressionBatch[] }) => (
  <Table aria-label="Uploads" verticalSpacing={4}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Upload</Table.Th>
        <Table.Th visibleFrom="sm">When</Table.Th>
        <Table.Th visibleFrom="sm">Added</Table.Th>
        <Table.Th visibleFrom="sm">Already there</Table.Th>
        <Table.Th visibleFrom="sm">Not understood</Table.Th>
        <Table.Th aria-label="Actions" />
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {batches.map((batch) => (
        <Upload key={batch.id} batch={batch} />
      ))}
    </Table.Tbody>
  </Table>
);
