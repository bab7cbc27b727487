import { type ClientMessage, type LiveEvent, serverMessageSchema, type Topic } from '@tinygenesy/contract';

/** `sinceMs` (epoch): when what is on screen was last known to be right. */
export type LiveStatus = { state: 'connecting' | 'live' } | { state: 'reconnecting'; sinceMs: number };

/** A WebSocket as it is used here; `onClose` comes also when it could not be opened. */
export type OpenSocket = (listener: {
  onOpen: () => void;
  onMessage: (data: unknown) => void;
  onClose: () => void;
}) => { send: (text: string) => void; close: () => void };

export type LiveConnectionOptions = {
  openSocket: OpenSocket;
  topics: Topic[];
  onEvent: (event: LiveEvent) => void;
  /** Events were missed that can't be told any more: fetch again. */
  onResync: () => void;
  /** After a lost connection; what was missed follows as events. */
  onBack: () => void;
  now?: () => number;
  random?: () => number;
};

export type LiveConnection = {
  start: () => void;
  stop: () => void;
  /** Tries again now instead of at the end of the pause. */
  hurry: () => void;
  status: () => LiveStatus;
  onStatus: (listener: () => void) => () => void;
};

/** Pause before the try number `tries` (from 0): doubling from 250 ms to 8 s, spread so that pages don't come all at once. */
export const reconnectDelayMs = (tries: number, random: () => number): number =>
  Math.min(250 * 2 ** tries, 8_000) * (0.75 + random() * 0.5);

/**
 * Holds the line to `WS /live`: subscribes, hands events on once and in order, and after a loss comes back with the
 * last event id it saw, so that nothing is missed.
 */
export const createLiveConnection = (options: LiveConnectionOptions): LiveConnection => {
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const listeners = new Set<() => void>();
  let status: LiveStatus = { state: 'connecting' };
  let socket: ReturnType<OpenSocket> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let stopped = true;
  let wasLive = false;
  let seen: { lastEventId: number; epoch: string } | null = null;

  const setStatus = (next: LiveStatus): void => {
    status = next;
    for (const listener of listeners) listener();
  };

  const hear = (text: unknown, asked: typeof seen, connection: { resynced: boolean }): void => {
    if (typeof text !== 'string') return;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = serverMessageSchema.safeParse(json);
    // A newer server may tell of things this page does not know.
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        // With `after`, events between then and `lastEventId` are still to come: only they move the mark.
        seen =
          asked === null || connection.resynced || asked.epoch !== message.epoch
            ? { lastEventId: message.lastEventId, epoch: message.epoch }
            : { lastEventId: seen?.lastEventId ?? asked.lastEventId, epoch: message.epoch };
        tries = 0;
        setStatus({ state: 'live' });
        if (wasLive) options.onBack();
        wasLive = true;
        return;
      case 'resync':
        connection.resynced = true;
        seen = null;
        options.onResync();
        return;
      case 'event':
        if (seen !== null) {
          if (message.id <= seen.lastEventId) return;
          seen.lastEventId = message.id;
        }
        options.onEvent(message);
        return;
    }
  };

  const connect = (): void => {
    clearTimeout(timer);
    if (stopped || socket !== null) return;
    const connection = { resynced: false };
    const asked = seen === null ? null : { ...seen };
    const current = options.openSocket({
      onOpen: () => {
        const subscribe: ClientMessage = {
          type: 'subscribe',
          topics: options.topics,
          ...(asked === null ? {} : { after: asked.lastEventId, epoch: asked.epoch }),
        };
        current.send(JSON.stringify(subscribe));
      },
      onMessage: (data) => {
        if (socket === current) hear(data, asked, connection);
      },
      onClose: () => {
        if (socket !== current) return;
        socket = null;
        if (stopped) return;
        if (status.state !== 'reconnecting') setStatus({ state: 'reconnecting', sinceMs: now() });
        timer = setTimeout(connect, reconnectDelayMs(tries, random));
        tries += 1;
      },
    });
    socket = current;
  };

  return {
    start: () => {
      if (!stopped) return;
      stopped = false;
      connect();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      const current = socket;
      socket = null;
      current?.close();
    },
    hurry: connect,
    status: () => status,
    onStatus: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
