import { Anchor, Button, Container, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import type { Suppressions } from '@tinygenesy/contract';
import { type DragEvent, useState } from 'react';
import { Link } from 'react-router';
import { type NewList, useAddSuppressions } from '../../api/suppressions/changeSuppressions.ts';
import { useSuppressions } from '../../api/suppressions/getSuppressions.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { Loaded } from '../shell/Loaded.tsx';
import { leadsWord } from '../../words/numbers.ts';
import { listCountWords } from '../../words/suppression.ts';
import { AddedResult } from './AddedResult.tsx';
import { AddToList } from './AddToList.tsx';
import { CheckValue } from './CheckValue.tsx';
import { Uploads } from './Uploads.tsx';

const Counts = ({ list: { counts, leads, isMarking } }: { list: Suppressions }) => (
  <Group gap="xs" role="status" aria-label="On the list">
    <Text size="sm" fw={600}>
      {listCountWords(counts) ?? 'The list is empty.'}
    </Text>
    {leads === 0 ? null : (
      <Anchor component={Link} to="/leads?suppressed=true" size="sm">
        Show {leadsWord(leads)}
      </Anchor>
    )}
    {isMarking ? (
      <Text size="sm" c="dimmed">
        Marking leads… The list already applies.
      </Text>
    ) : null}
  </Group>
);

/** Who must never be contacted or looked up: counts, upload and paste, check of a value, and uploads with undo. */
export const SuppressionPage = () => {
  const query = useSuppressions();
  const add = useAddSuppressions();
  const [countryCode, setCountryCode] = useState<string | null>(null);
  const onAdd = (list: NewList, onAdded?: () => void): void =>
    add.mutate(list, { onSuccess: ({ batchId }) => (batchId === null ? undefined : onAdded?.()) });
  // On this page a dropped file is a list, not an import of leads.
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file !== undefined && !add.isPending) onAdd({ file, countryCode });
  };
  const hold = (event: DragEvent): void => event.preventDefault();
  return (
    <ScrollArea flex={1} onDragEnter={hold} onDragOver={hold} onDrop={drop}>
      <Container size="md" py="md">
        <Title order={1} size="h4">
          Suppression list
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          People and companies that must never be contacted or looked up. Imports, phone lookups, messages and exports
          leave them out. The list is stored as hashes: it can be checked, but not read.
        </Text>
        <Stack gap="lg">
          <AddToList isAdding={add.isPending} onAdd={onAdd} countryCode={countryCode} onCountry={setCountryCode} />
          <ErrorAlert title="Couldn’t add the list" error={add.error} />
          {add.data === undefined ? null : <AddedResult added={add.data} />}
          <Loaded query={query} loading="Loading the list…" failed="Couldn’t load the suppression list" showsRetries>
            {({ pages }) => {
              const batches = pages.flatMap((page) => page.batches);
              return (
                <>
                  {pages[0] === undefined ? null : <Counts list={pages[0]} />}
                  <CheckValue />
                  {batches.length === 0 ? null : <Uploads batches={batches} />}
                </>
              );
            }}
          </Loaded>
          {query.hasNextPage ? (
            <Button variant="subtle" size="xs" onClick={() => void query.fetchNextPage()}>
              Show older uploads
            </Button>
          ) : null}
        </Stack>
      </Container>
    </ScrollArea>
  );
};
