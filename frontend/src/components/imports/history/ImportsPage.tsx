import { Button, Container, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useImports } from '../../../api/imports/getImports.ts';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { Working } from '../../shell/Working.tsx';
import { ImportCard } from './ImportCard.tsx';
import { useImportAddress } from '../useImportAddress.ts';

const History = ({ onNew }: { onNew: () => void }) => {
  const imports = useImports();
  if (imports.data === undefined) {
    return imports.error === null && imports.failureReason === null ? (
      <Working>Loading imports…</Working>
    ) : (
      <ErrorNote
        what="The imports could not be loaded"
        error={imports.error ?? imports.failureReason}
        onRetry={() => void imports.refetch()}
      />
    );
  }
  const list = imports.data.pages.flatMap((page) => page.imports);
  if (list.length === 0) {
    return (
      <Stack align="center" gap="sm" mt="8vh">
        <Text size="sm" c="dimmed" ta="center" maw={420}>
          Nothing was imported yet. Bring a CSV file in; what became of each of its rows will stand here, and can be
          undone.
        </Text>
        <Button onClick={onNew}>Import a CSV file</Button>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      {list.map((one) => (
        <ImportCard key={one.id} one={one} />
      ))}
      {imports.hasNextPage ? (
        <Button
          variant="subtle"
          size="xs"
          disabled={imports.isFetchingNextPage}
          onClick={() => void imports.fetchNextPage()}
        >
          {imports.isFetchingNextPage ? 'Loading…' : 'Show older'}
        </Button>
      ) : null}
    </Stack>
  );
};

/** All imports: what came in, when and how many, and the way back. */
export const ImportsPage = () => {
  const { show } = useImportAddress();
  return (
    <ScrollArea flex={1}>
      <Container size="md" py="md">
        <Title order={1} size="h4" mb="sm">
          Imports
        </Title>
        <History onNew={() => show('new')} />
      </Container>
    </ScrollArea>
  );
};
