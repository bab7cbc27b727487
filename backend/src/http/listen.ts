import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createApp } from './createApp.ts';
import type { AppDeps } from './appDeps.ts';
import { startEventReader } from './live/eventReader.ts';
import { createLive, type LiveLimits } from './live/live.ts';
import { unreadableRequest } from './answers/problem.ts';

export interface Listening {
  port: number;
  /** `http://host:port`, to open in a browser on this machine. */
  url: string;
  /** Refuses new requests, waits up to `graceMs` for running requests, then closes all sockets. */
  close(graceMs?: number): Promise<void>;
}

export interface ListenOptions {
  /** 0: any free port. */
  port: number;
  databaseUrl: string;
  liveLimits?: Partial<LiveLimits>;
}

const defaultGraceMs = 10_000;
/** Allows a large file over a slow connection. A stalled upload ends much earlier (`readUpload.ts`). */
const longestRequestMs = 60 * 60 * 1_000;
/**
 * Longer than the minute of usual proxies, so that they and not this server close an idle connection: a request on its way
 * while the server closes is lost, and only some can be repeated.
 */
const keepAliveMs = 65_000;

/**
 * Starts the HTTP server: API, page and `/live`.
 * @throws the system's error (`EADDRINUSE`, …) when the port is not available
 */
export async function listen(deps: AppDeps, { port, databaseUrl, liveLimits }: ListenOptions): Promise<Listening> {
  const { host } = deps.settings;
  const app = createApp(deps);
  const server = createServer(app.express);
  server.requestTimeout = longestRequestMs;
  server.keepAliveTimeout = keepAliveMs;
  answerUnreadable(server);
  const reader = await startEventReader({ database: deps.database, databaseUrl, log: deps.log });
  const live = createLive({
    reader,
    guards: app.guards,
    log: deps.log,
    liveClients: app.metrics.liveClients,
    ...(liveLimits ? { limits: liveLimits } : {}),
  });
  server.on('upgrade', (request, socket, head) => live.upgrade(request, socket, head));
  try {
    await startListening(server, port, host);
  } catch (error) {
    live.close();
    await reader.close();
    throw error;
  }

  const address = server.address() as AddressInfo;
  const shownHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    port: address.port,
    url: `http://${shownHost}:${address.port}`,
    async close(graceMs = defaultGraceMs) {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      live.close();
      server.closeIdleConnections();
      // The connections of running requests close after their answers.
      server.keepAliveTimeout = 1;
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await ended;
      clearTimeout(timer);
      await reader.close();
    },
  };
}

/** Answers requests that Node can't read with a problem document, unless an answer has begun. */
function answerUnreadable(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => answers.set(socket, response));
  server.on('clientError', (error, socket) => {
    const answer = answers.get(socket);
    const isAnswering = answer !== undefined && answer.headersSent && !answer.writableFinished;
    if (socket.writable && !isAnswering) socket.end(unreadableRequest(error), () => socket.destroy());
    else socket.destroy(error);
  });
}

async function startListening(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
