import type { LiveEvent } from '@tinygenesy/contract';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampleLead } from '../../testing/samples.ts';
import { createLiveConnection, type OpenSocket, reconnectDelayMs } from './liveConnection.ts';

const at = '2026-05-03T10:00:00.000Z';
const changed = (id: number, version = id) => ({
  type: 'event',
  id,
  topic: 'leads',
  name: 'lead.changed',
  data: sampleLead({ version }),
  at,
});

const setUp = () => {
  const sockets: { listener: Parameters<OpenSocket>[0]; sent: unknown[]; say: (message: unknown) => void }[] = [];
  const events: LiveEvent[] = [];
  const resyncs = vi.fn();
  const backs = vi.fn();
  const connection = createLiveConnection({
    openSocket: (listener) => {
      const sent: unknown[] = [];
      sockets.push({ listener, sent, say: (message) => listener.onMessage(JSON.stringify(message)) });
      return { send: (text) => sent.push(JSON.parse(text)), close: () => listener.onClose() };
    },
    topics: ['leads'],
    onEvent: (event) => events.push(event),
    onResync: resyncs,
    onBack: backs,
    random: () => 0.5,
  });
  const socket = (index: number) => {
    const found = sockets[index];
    if (found === undefined) throw new Error(`no socket ${index}`);
    return found;
  };
  return { connection, sockets, socket, events, resyncs, backs };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('subscribes and passes each event on once, in order', () => {
  const { connection, socket, events } = setUp();
  connection.start();
  socket(0).listener.onOpen();
  expect(socket(0).sent).toEqual([{ type: 'subscribe', topics: ['leads'] }]);
  socket(0).say({ type: 'ready', lastEventId: 10, epoch: 'a' });
  expect(connection.status()).toEqual({ state: 'live' });
  socket(0).say(changed(10));
  socket(0).say(changed(11));
  socket(0).say(changed(11));
  expect(events.map(({ id }) => id)).toEqual([11]);
});

it('resumes after the last event it received and passes the missed events on, though the server is further by then', () => {
  const { connection, sockets, socket, events, backs } = setUp();
  connection.start();
  socket(0).listener.onOpen();
  socket(0).say({ type: 'ready', lastEventId: 10, epoch: 'a' });
  socket(0).say(changed(11));
  socket(0).listener.onClose();
  expect(connection.status()).toMatchObject({ state: 'reconnecting' });
  vi.advanceTimersByTime(reconnectDelayMs(0, () => 0.5));
  expect(sockets).toHaveLength(2);
  socket(1).listener.onOpen();
  expect(socket(1).sent).toEqual([{ type: 'subscribe', topics: ['leads'], after: 11, epoch: 'a' }]);
  socket(1).say({ type: 'ready', lastEventId: 13, epoch: 'a' });
  socket(1).say(changed(12));
  socket(1).say(changed(13));
  expect(events.map(({ id }) => id)).toEqual([11, 12, 13]);
  expect(backs).toHaveBeenCalledOnce();
});

it('starts fresh when the server can no longer send the missed events', () => {
  const { connection, socket, events, resyncs } = setUp();
  connection.start();
  socket(0).listener.onOpen();
  socket(0).say({ type: 'ready', lastEventId: 10, epoch: 'a' });
  socket(0).listener.onClose();
  vi.advanceTimersByTime(1_000);
  socket(1).listener.onOpen();
  socket(1).say({ type: 'resync' });
  socket(1).say({ type: 'ready', lastEventId: 3, epoch: 'b' });
  socket(1).say(changed(4));
  expect(resyncs).toHaveBeenCalledOnce();
  expect(events.map(({ id }) => id)).toEqual([4]);
});

it('waits longer after each failure, at most ten seconds, and reports since when', () => {
  const { connection, sockets, socket } = setUp();
  connection.start();
  const startMs = Date.now();
  for (let tries = 0; tries < 8; tries += 1) {
    socket(tries).listener.onClose();
    const delayMs = reconnectDelayMs(tries, () => 0.5);
    vi.advanceTimersByTime(delayMs - 1);
    expect(sockets).toHaveLength(tries + 1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(tries + 2);
  }
  expect(reconnectDelayMs(30, () => 1)).toBeLessThanOrEqual(10_000);
  expect(connection.status()).toEqual({ state: 'reconnecting', sinceMs: startMs });
});

it('asks a quiet line, and gives up one that does not answer: the age counts from its last message', () => {
  const { connection, sockets, socket, events, backs } = setUp();
  connection.start();
  socket(0).listener.onOpen();
  socket(0).say({ type: 'ready', lastEventId: 10, epoch: 'a' });
  vi.advanceTimersByTime(9_000);
  socket(0).say(changed(11));
  expect(socket(0).sent).toHaveLength(1);
  vi.advanceTimersByTime(10_000);
  expect(socket(0).sent[1]).toEqual({ type: 'subscribe', topics: ['leads'], after: 11, epoch: 'a' });
  vi.advanceTimersByTime(9_000);
  socket(0).say({ type: 'ready', lastEventId: 11, epoch: 'a' });
  expect(backs).not.toHaveBeenCalled();

  const heardMs = Date.now();
  vi.advanceTimersByTime(19_000);
  expect(connection.status()).toEqual({ state: 'live' });
  vi.advanceTimersByTime(1_000);
  expect(connection.status()).toEqual({ state: 'reconnecting', sinceMs: heardMs });
  // Whatever still comes over the dead line is not mixed with the new one.
  socket(0).say(changed(12));
  vi.advanceTimersByTime(1_000);
  expect(sockets).toHaveLength(2);
  socket(1).listener.onOpen();
  socket(1).say({ type: 'ready', lastEventId: 12, epoch: 'a' });
  socket(1).say(changed(12));
  expect(events.map(({ id }) => id)).toEqual([11, 12]);
  expect(backs).toHaveBeenCalledOnce();
});

it('does not reconnect after it was stopped', () => {
  const { connection, sockets } = setUp();
  connection.start();
  connection.stop();
  vi.advanceTimersByTime(60_000);
  expect(sockets).toHaveLength(1);
});

it('ignores messages that it does not know', () => {
  const { connection, socket, events } = setUp();
  connection.start();
  socket(0).listener.onOpen();
  socket(0).say({ type: 'ready', lastEventId: 0, epoch: 'a' });
  socket(0).listener.onMessage('not json');
  socket(0).say({ type: 'event', id: 1, topic: 'moon', name: 'moon.changed', data: {}, at });
  socket(0).say(changed(2));
  expect(events.map(({ id }) => id)).toEqual([2]);
});
