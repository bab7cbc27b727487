import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiProblem, errorWords } from '../../api/ApiProblem.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { useLiveStatus } from '../../api/live/liveContext.ts';
import { useStartSession } from '../../api/session/startSession.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { Working } from './Working.tsx';

/** Longest wait for the live connection, which should open before the first fetch but must not block the page. */
const maxLiveWaitMs = 800;

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
          Enter the API key
        </Title>
        <Text size="sm" c="dimmed">
          The key is the server’s API_KEY setting. You enter it once in this browser.
        </Text>
        <PasswordInput
          label="API key"
          value={key}
          error={start.error === null ? null : errorWords(start.error)}
          onChange={(event) => setKey(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Button type="submit" disabled={start.isPending}>
          {start.isPending ? 'Checking the key…' : 'Continue'}
        </Button>
      </Stack>
    </form>
  );
};

/** Renders the page after the server responded. Before that: the connection state, the error, or the form for the API key. */
export const ServerGate = ({ children }: { children: ReactNode }) => {
  const meta = useMeta();
  const live = useLiveStatus();
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), maxLiveWaitMs);
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
