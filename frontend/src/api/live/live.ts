import type { QueryClient } from '@tanstack/react-query';
import { metaKey } from '../session/getMeta.ts';
import { createEventSink, refetchAll } from './eventSink.ts';
import { createLiveConnection, type LiveConnection, type OpenSocket } from './liveConnection.ts';
import type { OnScreen } from './rowsOnScreen.ts';

export type Live = {
  connection: LiveConnection;
  /** Registers how to read what the table shows; null when no table is mounted. */
  setOnScreen: (onScreen: (() => OnScreen) | null) => void;
};

/** Creates the connection to the server's events and applies them to the query cache. Start it before the first fetch. */
export const createLive = (client: QueryClient, openSocket: OpenSocket): Live => {
  let shown: (() => OnScreen) | null = null;
  const connection = createLiveConnection({
    openSocket,
    topics: ['leads', 'jobs', 'providers', 'imports'],
    onEvent: createEventSink(client, () => shown?.() ?? null),
    onResync: () => refetchAll(client),
    // Requests that failed during the loss have no event.
    onBack: () =>
      void client.invalidateQueries({
        predicate: ({ state }) => state.status === 'error' || state.fetchFailureCount > 0,
      }),
  });
  // Shows at once whether only the connection is lost or the server is down.
  connection.onStatus(() => {
    if (connection.status().state === 'reconnecting') void client.invalidateQueries({ queryKey: metaKey });
  });
  return {
    connection,
    setOnScreen: (next) => {
      shown = next;
    },
  };
};
