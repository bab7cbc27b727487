import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiProblem, errorWords } from '../../api/ApiProblem.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { useLiveStatus } from '../../api/live/liveContext.ts';
import { useStartSession } from '../../api/session/startSession.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { Working } from './Working.tsx';

/** Events should be listened to before anything is fetched; a line that does not come up must not hold the page back. */
const subscribePatienceMs = 800;

const KeyForm = () => {
  const start = useStartSession();
  const [key, setKey] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate(key);
      }}
    >
      <Stack p="xl" maw={420} mx="auto" mt="10vh">
        <Title order={2} size="h4">
          This TinyGenesy asks for a key
        </Title>
        <Text size="sm" c="dimmed">
          It is the value of API_KEY where the server was started. You are asked once in this browser.
        </Text>
        <PasswordInput
          label="Key"
          value={key}
          error={start.error === null ? null : errorWords(start.error)}
          onChange={(event) => setKey(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Button type="submit" disabled={start.isPending}>
          {start.isPending ? 'Checking the key…' : 'Go on'}
        </Button>
      </Stack>
    </form>
  );
};

/** Shows the page once the server answers, and says what is the matter while it does not. */
export const ServerGate = ({ children }: { children: ReactNode }) => {
  const meta = useMeta();
  const live = useLiveStatus();
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), subscribePatienceMs);
    return () => clearTimeout(timer);
  }, []);

  if (meta.error instanceof ApiProblem && meta.error.status === 401) return <KeyForm />;
  if (meta.data === undefined) {
    if (meta.failureReason !== null) {
      return (
        <Stack maw={620} mx="auto" mt="10vh">
          <ErrorNote
            what="No connection to TinyGenesy"
            error={meta.failureReason}
            onRetry={() => void meta.refetch()}
          />
          {meta.isFetching ? <Working>Trying again every few seconds…</Working> : null}
        </Stack>
      );
    }
    return <Working>Connecting to TinyGenesy…</Working>;
  }
  if (live.state === 'connecting' && !waited) return <Working>Connecting to TinyGenesy…</Working>;
  return children;
};
