import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Live } from './live.ts';
import type { LiveStatus } from './liveConnection.ts';

export const LiveContext = createContext<Live | null>(null);

/** The connection to the server's events; null in a component that is rendered without one. */
export const useLive = (): Live | null => useContext(LiveContext);

const noStatus: LiveStatus = { state: 'live' };
export const useLiveStatus = (): LiveStatus => {
  const live = useLive();
  return useSyncExternalStore(
    (listener) => live?.connection.onStatus(listener) ?? (() => undefined),
    () => live?.connection.status() ?? noStatus,
  );
};
