import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ClientMessage, clientMessageSchema } from '@tinygenesy/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../platform/logger.ts';
import type { EventReader, ReadEvent } from './eventReader.ts';
import type { Guards } from './guards.ts';
import type { Metrics } from './metrics.ts';
import { HttpFault } from './problem.ts';

export interface LiveOptions {
  reader: EventReader;
  guards: Guards;
  log: Logger;
  liveClients: Metrics['liveClients'];
  limits?: Partial<LiveLimits>;
}

export interface LiveLimits {
  /** A client that has not answered a ping by the next one is gone. */
  pingMs: number;
  /** What may lie unsent for a client; above it the line is cut, and the client comes back by its last id. */
  bufferedBytes: number;
  /** More missed events than these are not told one by one. */
  replayedEvents: number;
}

const defaultLimits: LiveLimits = { pingMs: 30_000, bufferedBytes: 4 * 1024 * 1024, replayedEvents: 10_000 };
const mostMessageBytes = 64 * 1024;
const replayBatch = 500;
/** How long a client may take to say goodbye. */
const goodbyeMs = 1_000;

/** Close codes of RFC 6455 and its registry. */
const closeCodes = { goingAway: 1001, badMessage: 1008, tryAgain: 1013 };

export interface Live {
  /** For the server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** `WS /live`: tells each client the events of its topics, in order and without gaps from the one it names. */
export function createLive(options: LiveOptions): Live {
  const { reader, guards, log, liveClients } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const server = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes, perMessageDeflate: false });
  const answered = new WeakSet<WebSocket>();

  const pinging = setInterval(() => {
    for (const socket of server.clients) {
      if (!answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, limits.pingMs);
  pinging.unref();

  server.on('connection', (socket) => {
    liveClients.inc();
    answered.add(socket);
    let unsubscribe = (): void => undefined;
    socket.on('pong', () => answered.add(socket));
    // The close that follows tells all there is to do.
    socket.on('error', (error) => log.debug({ err: error }, 'a live line broke'));
    socket.on('close', () => {
      liveClients.dec();
      unsubscribe();
    });
    socket.on('message', (data, isBinary) => {
      const message = isBinary || !Buffer.isBuffer(data) ? null : readMessage(data.toString('utf8'));
      if (!message) {
        socket.close(closeCodes.badMessage, 'This message is not known; see /docs');
        return;
      }
      unsubscribe();
      unsubscribe = subscribe(socket, message);
    });
  });

  /** Returns how to end the subscription. */
  function subscribe(socket: WebSocket, message: ClientMessage): () => void {
    const wants = topicFilter(message.topics);
    let isOver = false;
    let stop = (): void => undefined;
    const send = (events: ReadEvent[]): void => {
      for (const event of events) {
        if (isOver || !wants(event.topic)) continue;
        if (socket.bufferedAmount > limits.bufferedBytes) {
          isOver = true;
          socket.close(closeCodes.tryAgain, 'Too slow for what happens; come back with the last event id');
          return;
        }
        socket.send(event.text);
      }
    };

    async function run(): Promise<void> {
      // Another process may have told the client of events that this one has not read yet.
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
        await sent(socket);
      }
      // Nothing is awaited between the last look at `lastId` and this, so that no event falls between.
      if (!isOver) stop = reader.listen(send);
    }

    run().catch((error: unknown) => {
      log.warn({ err: error }, 'a live subscription failed');
      socket.close(closeCodes.tryAgain, 'The event log can’t be read right now');
    });
    return () => {
      isOver = true;
      stop();
    };
  }

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      try {
        if (request.url?.split('?', 1)[0] !== '/live')
          throw new HttpFault('unknown_route', 'Only /live takes sockets.');
        guards.checkHost(request.headers);
        guards.checkOrigin(request.headers);
        guards.checkKey(request.headers);
      } catch (error) {
        refuse(socket, error);
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    close() {
      clearInterval(pinging);
      for (const socket of server.clients) socket.close(closeCodes.goingAway, 'The server stops');
      server.close();
      setTimeout(() => {
        for (const socket of server.clients) socket.terminate();
      }, goodbyeMs).unref();
    },
  };
}

/** The id after which events are told; null when what was missed can't be told any more. */
async function startingPoint(
  reader: EventReader,
  { after, epoch }: ClientMessage,
  replayedEvents: number,
): Promise<number | null> {
  if (after === undefined) return epoch === undefined || epoch === reader.epoch ? reader.lastId : null;
  const canBeTold =
    (epoch === undefined || epoch === reader.epoch) &&
    reader.lastId - after <= replayedEvents &&
    (await reader.has(after));
  return canBeTold ? after : null;
}

/** Who wants all jobs also hears of each one. */
function topicFilter(topics: readonly string[]): (topic: string) => boolean {
  const wanted = new Set(topics);
  return (topic) => wanted.has(topic) || (topic.startsWith('job:') && wanted.has('jobs'));
}

function readMessage(text: string): ClientMessage | null {
  try {
    return clientMessageSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Resolves when what was given to the socket has left, or the socket is closed. */
async function sent(socket: WebSocket): Promise<void> {
  if (socket.bufferedAmount === 0 || socket.readyState !== socket.OPEN) return;
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.ping(undefined, undefined, () => resolve());
  });
}

function refuse(socket: Duplex, error: unknown): void {
  const code = error instanceof HttpFault ? error.code : null;
  const status =
    code === 'unauthorized' ? '401 Unauthorized' : code === 'unknown_route' ? '404 Not Found' : '403 Forbidden';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
