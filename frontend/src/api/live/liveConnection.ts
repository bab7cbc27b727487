import type { ClientMessage, LiveEvent, Topic } from '@tinygenesy/contract';
import { createReceivedEvents, type EventPosition, readServerMessage } from './receivedEvents.ts';

/** `sinceMs`: epoch milliseconds, when the screen was last known to be current. */
export type LiveStatus = { state: 'connecting' | 'live' } | { state: 'reconnecting'; sinceMs: number };

/** A WebSocket with the parts used here; `onClose` also runs when it could not be opened. */
export type OpenSocket = (listener: {
  onOpen: () => void;
  onMessage: (data: unknown) => void;
  onClose: () => void;
}) => { send: (text: string) => void; close: () => void };

export type LiveConnectionOptions = {
  openSocket: OpenSocket;
  topics: Topic[];
  onEvent: (event: LiveEvent) => void;
  /** Runs when the server can no longer send the missed events: fetch again. */
  onResync: () => void;
  /** Runs after a lost connection is back; the missed events follow. */
  onBack: () => void;
  now?: () => number;
  random?: () => number;
};

export type LiveConnection = {
  start: () => void;
  stop: () => void;
  /** Reconnects now instead of after the pause. */
  reconnectNow: () => void;
  status: () => LiveStatus;
  onStatus: (listener: () => void) => () => void;
};

/** After so long without a message the page asks whether the line is alive. */
const quietMs = 10_000;
/** Within so long a server answers on an open line. */
const answerMs = 10_000;
/** Within so long a connection opens and the server answers. */
const openMs = 30_000;

/** Pause before attempt number `tries` (from 0): doubles from 250 ms to 8 s, spread so that browsers do not reconnect at once. */
export const reconnectDelayMs = (tries: number, random: () => number): number =>
  Math.min(250 * 2 ** tries, 8_000) * (0.75 + random() * 0.5);

const createStatus = () => {
  const listeners = new Set<() => void>();
  let status: LiveStatus = { state: 'connecting' };
  return {
    get: (): LiveStatus => status,
    set: (next: LiveStatus): void => {
      status = next;
      for (const listener of listeners) listener();
    },
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/**
 * Watches for silence: asks after a while without a message, and gives up when none arrives in time.
 * @param giveUp gets the time of the last message
 */
const createSilenceWatch = (now: () => number, ask: () => void, giveUp: (heardMs: number) => void) => {
  let heardMs = now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expectMessage = (withinMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp(heardMs), withinMs);
  };
  return {
    expectMessage,
    hear: (): void => {
      heardMs = now();
      clearTimeout(timer);
      timer = setTimeout(() => {
        ask();
        expectMessage(answerMs);
      }, quietMs);
    },
    stop: (): void => clearTimeout(timer),
  };
};

const subscribeMessage = (topics: Topic[], resumeFrom: EventPosition | null): ClientMessage => ({
  type: 'subscribe',
  topics,
  ...(resumeFrom === null ? {} : { after: resumeFrom.lastEventId, epoch: resumeFrom.epoch }),
});

/**
 * Keeps a connection to `WS /live`: subscribes, passes each event on once and in order, and reconnects after a loss.
 * A new connection resumes after the last event that arrived, so that no event is missed.
 *
 * Browsers don’t tell for minutes that a line is dead, such as after a sleep. So a quiet line is asked by subscribing
 * again, which the server always answers.
 */
export const createLiveConnection = (options: LiveConnectionOptions): LiveConnection => {
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const status = createStatus();
  const received = createReceivedEvents();
  let socket: ReturnType<OpenSocket> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let stopped = true;
  let wasLive = false;

  const receive = (data: unknown): void => {
    const message = readServerMessage(data);
    if (message?.type === 'ready') {
      received.ready(message);
      tries = 0;
      const isBack = wasLive && status.get().state !== 'live';
      status.set({ state: 'live' });
      if (isBack) options.onBack();
      wasLive = true;
    } else if (message?.type === 'resync') {
      received.reset();
      options.onResync();
    } else if (message?.type === 'event' && received.isNew(message)) options.onEvent(message);
  };

  const drop = (): void => {
    clearTimeout(timer);
    silence.stop();
    const dropped = socket;
    socket = null;
    dropped?.close();
  };
  const lose = (sinceMs: number): void => {
    drop();
    if (status.get().state !== 'reconnecting') status.set({ state: 'reconnecting', sinceMs });
    timer = setTimeout(connect, reconnectDelayMs(tries, random));
    tries += 1;
  };

  const subscribe = (): void => socket?.send(JSON.stringify(subscribeMessage(options.topics, received.position())));
  const silence = createSilenceWatch(now, subscribe, lose);

  const connect = (): void => {
    clearTimeout(timer);
    if (stopped || socket !== null) return;
    const current = options.openSocket({
      onOpen: () => {
        if (socket === current) subscribe();
      },
      onMessage: (data) => {
        if (socket !== current) return;
        silence.hear();
        receive(data);
      },
      // The screen was current until now.
      onClose: () => {
        if (socket === current) lose(now());
      },
    });
    socket = current;
    silence.expectMessage(openMs);
  };

  return {
    start: () => {
      if (!stopped) return;
      stopped = false;
      connect();
    },
    stop: () => {
      stopped = true;
      drop();
    },
    reconnectNow: connect,
    status: status.get,
    onStatus: status.onChange,
  };
};
