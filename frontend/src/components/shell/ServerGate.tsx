import { Stack } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiProblem } from '../../api/ApiProblem.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { useLiveStatus } from '../../api/live/liveContext.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { loadLater } from './loadLater.tsx';
import { Working } from './Working.tsx';

/** Longest wait for the live connection, which should open before the first fetch but must not block the page. */
const maxLiveWaitMs = 800;

const KeyForm = loadLater(async () => (await import('./KeyForm.tsx')).KeyForm);

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
