import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ClientMessage, clientMessageSchema } from '@tinygenesy/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../../platform/logger.ts';
import type { EventReader } from './eventReader.ts';
import type { Guards } from '../guards/guards.ts';
import type { Metrics } from '../monitoring/metrics.ts';
import { HttpFault, statusOf } from '../answers/problem.ts';
import { closeCodes, subscribe, type SubscriptionLimits } from './subscribe.ts';

export interface LiveOptions {
  reader: EventReader;
  guards: Guards;
  log: Logger;
  liveClients: Metrics['liveClients'];
  limits?: Partial<LiveLimits>;
}

export interface LiveLimits extends SubscriptionLimits {
  /** A client that has not answered a ping by the next one is disconnected. */
  pingMs: number;
}

const defaultLimits: LiveLimits = { pingMs: 30_000, bufferedBytes: 4 * 1024 * 1024, replayedEvents: 10_000 };
const maxMessageBytes = 64 * 1024;
/** How long a client may take to close its side. */
const closeGraceMs = 1_000;

/** Serves `WS /live`: sends each client the events of its topics, in order and without gaps. */
export function createLive(options: LiveOptions) {
  const { reader, guards, log, liveClients } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
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
    // `close` follows and cleans up.
    socket.on('error', (error) => log.debug({ err: error }, 'a live connection failed'));
    socket.on('close', () => {
      liveClients.dec();
      unsubscribe();
    });
    socket.on('message', (data, isBinary) => {
      const message = isBinary || !Buffer.isBuffer(data) ? null : readMessage(data.toString('utf8'));
      if (!message) {
        socket.close(closeCodes.badMessage, 'Unknown message; see /docs');
        return;
      }
      unsubscribe();
      unsubscribe = subscribe({ reader, log, limits }, socket, message);
    });
  });

  return {
    /** Handles the server's `upgrade` event. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      socket.on('error', () => socket.destroy());
      admit(request, guards)
        .then(() => server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request)))
        .catch((error: unknown) => refuse(socket, error));
    },
    close(): void {
      clearInterval(pinging);
      for (const socket of server.clients) socket.close(closeCodes.goingAway, 'The server is shutting down');
      server.close();
      setTimeout(() => {
        for (const socket of server.clients) socket.terminate();
      }, closeGraceMs).unref();
    },
  };
}

async function admit(request: IncomingMessage, guards: Guards): Promise<void> {
  if (request.url?.split('?', 1)[0] !== '/live')
    throw new HttpFault('unknown_route', 'Only /live accepts WebSocket connections.');
  guards.checkHost(request.headers);
  guards.checkOrigin(request.headers);
  await guards.checkKey(request);
}

function readMessage(text: string): ClientMessage | null {
  try {
    return clientMessageSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function refuse(socket: Duplex, error: unknown): void {
  const status = statusOf(error);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
