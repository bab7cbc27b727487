import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { LoggedCall, CallStats } from './callBook.ts';
import {
  defaultFlags,
  flagChangesSchema,
  withChanges,
  type AllFlags,
  type FlagChanges,
  type ProviderId,
} from './flags.ts';
import { openDesk } from './openDesk.ts';
import { parseJson, readBody } from './readBody.ts';
import { notFoundPage, send, type Reply } from './reply.ts';
import { sandboxProviders } from './sandboxProviders.ts';

export interface SandboxOptions {
  /** 0 picks a free port. */
  port?: number;
  host?: string;
  overrides?: FlagChanges;
  /** Limit of logged calls; the oldest are dropped. */
  maxLoggedCalls?: number;
}

export type SandboxStats = Record<ProviderId, CallStats>;

export interface Sandbox {
  url: string;
  stats(): SandboxStats;
  /** Calls that arrived at or after a time (epoch milliseconds), oldest first. */
  calls(sinceMs?: number): LoggedCall[];
  setFlags(changes: FlagChanges): AllFlags;
  /** Clears counts, log, and the record of failed and answered inputs. Restores the initial flags. */
  reset(): void;
  /** Ends every connection too. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP server that behaves like the three providers: same paths, keys, bodies, latencies and limits. A hash
 * of the input decides the sandbox number. Control routes: `GET /__stats`, `GET /__calls?since=`, `GET` and `POST
 * /__flags`, `POST /__reset`. Rejects when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', overrides = {}, maxLoggedCalls = 50_000 } = options;
  const startFlags = withChanges(defaultFlags, overrides);
  let flags = startFlags;
  let log: LoggedCall[] = [];
  let seq = 0;

  const note = (call: LoggedCall): number => {
    log.push(call);
    // Drops a tenth at a time, because dropping one per call would move the whole list each time.
    if (log.length > maxLoggedCalls * 1.1) log = log.slice(-maxLoggedCalls);
    return (seq += 1);
  };
  const desks = sandboxProviders.map((provider) => openDesk(provider, () => flags[provider.id], note));

  const setFlags = (changes: FlagChanges): AllFlags => (flags = withChanges(flags, changes));
  const reset = (): void => {
    flags = startFlags;
    log = [];
    for (const desk of desks) desk.reset();
  };
  const stats = (): SandboxStats => {
    const [orion, astra, nimbus] = desks.map((desk) => desk.stats());
    if (!orion || !astra || !nimbus) throw new Error('a provider is missing');
    return { orion, astra, nimbus };
  };
  const calls = (sinceMs = 0): LoggedCall[] => log.filter(({ arrivedAtMs }) => arrivedAtMs >= sinceMs);

  async function control(route: string, query: URLSearchParams, request: IncomingMessage): Promise<Reply | null> {
    switch (route) {
      case 'GET /__stats':
        return { status: 200, json: stats() };
      case 'GET /__calls':
        return { status: 200, json: calls(Number(query.get('since') ?? 0)) };
      case 'GET /__flags':
        return { status: 200, json: flags };
      case 'POST /__flags': {
        const changes = flagChangesSchema.safeParse(parseJson((await readBody(request)) ?? ''));
        if (!changes.success) return { status: 400, json: { error: changes.error.message } };
        return { status: 200, json: setFlags(changes.data) };
      }
      case 'POST /__reset':
        reset();
        return { status: 200, json: {} };
      default:
        return null;
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const desk = desks.find(({ path }) => path === url.pathname);
    if (desk !== undefined) return desk.serve(request, response, url.searchParams);
    const played = playedAnswer(request.headers['x-sandbox-answer']);
    if (played !== null) return void setTimeout(() => send(response, played), playedAfterMs);
    send(response, (await control(`${request.method} ${url.pathname}`, url.searchParams, request)) ?? notFoundPage);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  // Longer than any pause within a job, so that connections stay open.
  server.keepAliveTimeout = 60_000;
  return {
    url: await listen(server, port, host),
    stats,
    calls,
    setFlags,
    reset,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** How long a provider as data seems to work. */
const playedAfterMs = 150;
const playedSchema = z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string() });

/** Reads the answer that a call to a provider as data asks for: an example of its definition. Null for other calls. */
function playedAnswer(header: string | string[] | undefined): Reply | null {
  if (typeof header !== 'string') return null;
  const played = playedSchema.safeParse(parseJson(Buffer.from(header, 'base64').toString('utf8')));
  return played.success ? { ...played.data, text: played.data.body } : { status: 400, json: { error: 'no answer' } };
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
