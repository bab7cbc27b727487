import type { ClientMessage } from '@tinygenesy/contract';
import type { WebSocket } from 'ws';
import type { Logger } from '../../platform/logger.ts';
import type { EventReader, ReadEvent } from './eventReader.ts';

/** Close codes of RFC 6455 and its registry. */
export const closeCodes = { goingAway: 1001, badMessage: 1008, tryAgain: 1013 };

export interface SubscriptionLimits {
  /** Bytes that may wait unsent for a client. Above it the connection closes, and the client resumes by its last id. */
  bufferedBytes: number;
  /** A client that missed more events than this gets `resync` in place of the events. */
  replayedEvents: number;
}

interface SubscriptionDeps {
  reader: EventReader;
  log: Logger;
  limits: SubscriptionLimits;
}

const replayBatch = 500;

/**
 * Sends a client the events that it missed, then each new one.
 * @returns ends the subscription
 */
export function subscribe(deps: SubscriptionDeps, socket: WebSocket, message: ClientMessage): () => void {
  const { reader, log, limits } = deps;
  const matches = topicFilter(message.topics);
  let isOver = false;
  let stop = (): void => undefined;
  const send = (events: ReadEvent[]): void => {
    for (const event of events) {
      if (isOver || !matches(event.topic)) continue;
      if (socket.bufferedAmount > limits.bufferedBytes) {
        isOver = true;
        socket.close(closeCodes.tryAgain, 'The client reads too slowly; reconnect with the last event id');
        return;
      }
      socket.send(event.text);
    }
  };

  async function run(): Promise<void> {
    // The client may know events from another process that this process has not read yet.
    await reader.catchUp();
    let cursor = await startingPoint(reader, message, limits.replayedEvents);
    if (isOver) return;
    if (cursor === null) socket.send(JSON.stringify({ type: 'resync' }));
    socket.send(JSON.stringify({ type: 'ready', lastEventId: reader.lastId, epoch: reader.epoch }));
    cursor ??= reader.lastId;
    while (cursor < reader.lastId && !isOver) {
      const events = await reader.after(cursor, replayBatch);
      if (isOver) return;
      send(events);
      cursor = events.at(-1)?.id ?? reader.lastId;
      await flushed(socket);
    }
    // No await between the last check of `lastId` and `listen`: no event is missed.
    if (!isOver) stop = reader.listen(send);
  }

  run().catch((error: unknown) => {
    log.warn({ err: error }, 'a live subscription failed');
    socket.close(closeCodes.tryAgain, 'The event log can’t be read now; reconnect later');
  });
  return () => {
    isOver = true;
    stop();
  };
}

/** Returns the id after which events are sent; null when missed events can no longer be replayed. */
async function startingPoint(
  reader: EventReader,
  { after, epoch }: ClientMessage,
  replayedEvents: number,
): Promise<number | null> {
  if (after === undefined) return epoch === undefined || epoch === reader.epoch ? reader.lastId : null;
  const canReplay =
    (epoch === undefined || epoch === reader.epoch) &&
    reader.lastId - after <= replayedEvents &&
    (await reader.has(after));
  return canReplay ? after : null;
}

/** Matches events of the topics; `jobs` includes the topic of every single job. */
function topicFilter(topics: readonly string[]): (topic: string) => boolean {
  const subscribed = new Set(topics);
  return (topic) => subscribed.has(topic) || (topic.startsWith('job:') && subscribed.has('jobs'));
}

/** Resolves when all sent data has left the process, or the socket is closed. */
async function flushed(socket: WebSocket): Promise<void> {
  if (socket.bufferedAmount === 0 || socket.readyState !== socket.OPEN) return;
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.ping(undefined, undefined, () => resolve());
  });
}
