import { Button, Container, ScrollArea, Stack, Text, Title } from '@mantine/core';
import type { Import } from '@tinygenesy/contract';
import { useImports } from '../../../api/imports/getImports.ts';
import { Loaded } from '../../shell/Loaded.tsx';
import { DraftList } from './DraftList.tsx';
import { ImportTable } from './ImportTable.tsx';
import { useImportAddress } from '../useImportAddress.ts';

const isDraft = ({ state }: Import): boolean => state === 'draft';

type ImportListProps = { query: ReturnType<typeof useImports>; list: readonly Import[]; onNew: () => void };

const List = ({ query, list, onNew }: ImportListProps) =>
  list.length === 0 ? (
    <Stack align="center" gap="sm" mt="8vh">
      <Text size="sm" c="dimmed" ta="center" maw={420}>
        No imports yet. Import a CSV file to see the result of each row here. You can undo an import.
      </Text>
      <Button onClick={onNew}>Import CSV file</Button>
    </Stack>
  ) : (
    <Stack gap="sm">
      <DraftList drafts={list.filter(isDraft)} />
      {list.every(isDraft) ? null : <ImportTable list={list.filter((one) => !isDraft(one))} />}
      {query.hasNextPage ? (
        <Button
          variant="subtle"
          size="xs"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? 'Loading…' : 'Show older imports'}
        </Button>
      ) : null}
    </Stack>
  );

/** History of imports with their results and undo. */
export const ImportsPage = () => {
  const { show } = useImportAddress();
  const query = useImports();
  return (
    <ScrollArea flex={1}>
      <Container size="xl" py="md">
        <Title order={1} size="h4" mb="sm">
          Imports
        </Title>
        <Loaded query={query} loading="Loading imports…" failed="Couldn’t load the imports" showsRetries>
          {({ pages }) => <List query={query} list={pages.flatMap((page) => page.imports)} onNew={() => show('new')} />}
        </Loaded>
      </Container>
    </ScrollArea>
  );
};
