import { Button, Container, ScrollArea, Table, Text, Title } from '@mantine/core';
import type { Deletion } from '@tinygenesy/contract';
import { useDeletions } from '../../api/leads/getDeletions.ts';
import { leadsWord } from '../../words/numbers.ts';
import { momentWords } from '../../words/time.ts';
import { Loaded } from '../shell/Loaded.tsx';
import { useRestore } from './useRestore.ts';

const byWords = ({ by, jobId }: Deletion): string => {
  if (by === 'person') return 'A person';
  return by === 'job' ? `Job ${jobId}` : `Undo of an import (job ${jobId})`;
};

const DeletionRow = ({ deletion }: { deletion: Deletion }) => {
  const { undo, isRestoring } = useRestore();
  const words = leadsWord(deletion.leads);
  return (
    <Table.Tr>
      <Table.Td>
        <b>{words}</b>
        <Text size="xs" c="dimmed">
          Deleted {momentWords(deletion.deletedAt)} · {byWords(deletion)}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{momentWords(deletion.restorableUntil)}</Table.Td>
      <Table.Td ta="end">
        <Button
          size="xs"
          variant="default"
          disabled={isRestoring}
          aria-label={`Restore ${words}`}
          onClick={() => undo(deletion.undoToken)}
        >
          {isRestoring ? 'Restoring…' : 'Restore'}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
};

const Deletions = ({ deletions }: { deletions: readonly Deletion[] }) =>
  deletions.length === 0 ? (
    <Text size="sm" c="dimmed" p="md" ta="center">
      No leads were deleted in the last 24 hours.
    </Text>
  ) : (
    <Table aria-label="Deletions">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Leads</Table.Th>
          <Table.Th visibleFrom="sm">Can be restored until</Table.Th>
          <Table.Th aria-label="Restore" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {deletions.map((deletion) => (
          <DeletionRow key={deletion.undoToken} deletion={deletion} />
        ))}
      </Table.Tbody>
    </Table>
  );

/** Screen of the deletions that can be undone. */
export const DeletedPage = () => (
  <ScrollArea flex={1}>
    <Container size="sm" py="md">
      <Title order={1} size="h4" mb={4}>
        Deleted leads
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        You can restore deleted leads for 24 hours. After that, their data is removed.
      </Text>
      <Loaded query={useDeletions()} loading="Loading deletions…" failed="Couldn’t load the deletions" showsRetries>
        {(deletions) => <Deletions deletions={deletions} />}
      </Loaded>
    </Container>
  </ScrollArea>
);
