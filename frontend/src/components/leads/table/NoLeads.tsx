import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useOutletContext } from 'react-router';
import { useLoadSampleLeads } from '../../../api/leads/loadSampleLeads.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { tell, tellError } from '../../../app/notify.ts';
import { leadsWord } from '../../../words/numbers.ts';
import { LastDeletion } from '../../deleted/LastDeletion.tsx';
import type { ShellContext } from '../../shell/Shell.tsx';

/** The empty table: how to add the first leads. */
export const NoLeads = () => {
  const { addLead, importCsv } = useOutletContext<ShellContext>();
  const load = useLoadSampleLeads();
  const { data: meta } = useMeta();
  return (
    <Stack align="center" gap="sm" p="xl" mt="8vh">
      <Title order={2} size="h4">
        No leads yet
      </Title>
      <Text size="sm" c="dimmed" ta="center" maw={420}>
        Add the people you want to reach. TinyGenesy then finds their phone numbers.
      </Text>
      <Group gap="xs" justify="center">
        <Button onClick={importCsv}>Import CSV file</Button>
        <Button
          variant="default"
          disabled={load.isPending}
          onClick={() =>
            load.mutate(undefined, {
              onSuccess: ({ created, skipped }) =>
                tell(`${leadsWord(created)} loaded.${skipped > 0 ? ` ${leadsWord(skipped)} already existed.` : ''}`),
              onError: (error) => tellError('Couldn’t load the sample leads', error),
            })
          }
        >
          {load.isPending ? 'Loading sample leads…' : 'Load 200 sample leads'}
        </Button>
        <Button variant="default" onClick={addLead}>
          Add a lead
        </Button>
      </Group>
      <LastDeletion />
      {meta?.mode === 'live' ? (
        <Text size="xs" c="dimmed">
          Sample leads are fictional people. They are never sent to real providers.
        </Text>
      ) : null}
    </Stack>
  );
};
