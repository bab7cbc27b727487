import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { hashInput } from '../hashInput.ts';
import { boundedSet, createCallBook, type CallBook, type LoggedCall, type VendorStats } from './callBook.ts';
import {
  defaultFlags,
  flagChangesSchema,
  withChanges,
  type AllFlags,
  type FlagChanges,
  type SandboxFlags,
  type VendorId,
} from './flags.ts';
import { diceOf, numberFor, vendors, type Vendor } from './vendors.ts';

const maxBodyBytes = 64 * 1024;

export interface SandboxOptions {
  /** 0 takes a free one. */
  port?: number;
  host?: string;
  overrides?: FlagChanges;
  /** How many calls the log keeps; the oldest fall out. */
  maxLoggedCalls?: number;
}

export type SandboxStats = Record<VendorId, VendorStats>;

export interface Sandbox {
  url: string;
  stats(): SandboxStats;
  /** Calls that arrived at or after a time (epoch milliseconds), oldest first. */
  calls(sinceMs?: number): LoggedCall[];
  setFlags(changes: FlagChanges): AllFlags;
  /** Forgets counts, log and who failed or was answered before; the flags are again those of the start. */
  reset(): void;
  /** Ends every connection too. */
  close(): Promise<void>;
}

/**
 * A real HTTP server that behaves like the three vendors: same paths, keys, bodies, latencies and limits, with made-up
 * numbers that a hash of the input decides. Beside them: `GET /__stats`, `GET /__calls?since=`, `GET` and
 * `POST /__flags`, `POST /__reset`. Rejects when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', overrides = {}, maxLoggedCalls = 50_000 } = options;
  const startFlags = withChanges(defaultFlags, overrides);
  let flags = startFlags;
  let log: LoggedCall[] = [];
  let seq = 0;

  const note = (call: LoggedCall): number => {
    log.push(call);
    // A tenth at a time: dropping one per call would move the whole list each time.
    if (log.length > maxLoggedCalls * 1.1) log = log.slice(-maxLoggedCalls);
    return (seq += 1);
  };
  const desks = vendors.map((vendor) => openDesk(vendor, () => flags[vendor.id], note));

  const setFlags = (changes: FlagChanges): AllFlags => (flags = withChanges(flags, changes));
  const reset = (): void => {
    flags = startFlags;
    log = [];
    for (const desk of desks) desk.reset();
  };
  const stats = (): SandboxStats => {
    const [orion, astra, nimbus] = desks.map((desk) => desk.stats());
    if (!orion || !astra || !nimbus) throw new Error('a vendor is missing');
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
    send(response, (await control(`${request.method} ${url.pathname}`, url.searchParams, request)) ?? notFoundPage);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  // Longer than any pause within a job, so that callers keep their connections.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox has no port');

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
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

/** What one vendor does with its requests. */
function openDesk(vendor: Vendor, flags: () => SandboxFlags, log: (call: LoggedCall) => number) {
  const book = createCallBook(vendor.id, flags, log);
  let failedOnce = boundedSet<string>(100_000);

  async function serve(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    if (request.method !== 'POST') {
      return send(response, { status: 405, json: { error: 'use POST' }, headers: { allow: 'POST' } });
    }
    const { call, retryAfterMs } = book.arrive();
    response.once('close', () => book.wentAway(call));
    const body = await readBody(request);
    if (call.endedAtMs !== null) return;

    const { enforceLimits, hang, status, garbage, latencyMs, failureRate, hitRate } = flags();
    const refuse = (reply: Reply): void => {
      book.answered(call, reply.status, null, false);
      send(response, reply);
    };
    if (retryAfterMs !== null && enforceLimits) {
      const seconds = String(Math.ceil(retryAfterMs / 1_000));
      return refuse({ status: 429, json: { error: 'too many requests' }, headers: { 'retry-after': seconds } });
    }
    if (vendor.keyIn(request.headers, query) !== vendor.apiKey) {
      return refuse({ status: 401, json: { error: 'unknown key' } });
    }
    if (body === null) return refuse({ status: 413, json: { error: 'too large' } });
    const input = vendor.bodySchema.safeParse(parseJson(body));
    if (!input.success) return refuse({ status: 400, json: { error: 'bad body' } });

    const inputHash = hashInput(input.data);
    book.asked(call, inputHash);
    if (hang) return;
    const dice = diceOf(vendor.id, input.data);
    const dueAtMs = call.arrivedAtMs + latencyMs.min + dice('latency') * Math.max(0, latencyMs.max - latencyMs.min);
    if (!(await waitUntil(dueAtMs, response))) return;

    if (status !== null) return answer(book, call, response, statusReply(status));
    if (garbage !== 'none') return answer(book, call, response, garbageReplies[garbage]);
    if (dice('failure') < failureRate && !failedOnce.has(inputHash)) {
      failedOnce.add(inputHash);
      return answer(book, call, response, { status: 500, json: { error: 'internal error' } });
    }
    const found = dice('hit') < hitRate;
    const json = found ? vendor.found(numberFor(vendor, input.data, dice), dice) : vendor.missed(dice);
    answer(book, call, response, { status: 200, json }, found ? 'found' : 'not_found');
  }

  return {
    path: vendor.path,
    serve,
    stats: () => book.read(),
    reset(): void {
      failedOnce = boundedSet(100_000);
      book.reset();
    },
  };
}

type Reply = { status: number; headers?: Record<string, string> } & (
  { json: unknown } | { html: string } | { cutOff: string } | { empty: true }
);

const notFoundPage: Reply = { status: 404, html: '<!doctype html><title>Not found</title><h1>404</h1>' };

const garbageReplies: Record<Exclude<SandboxFlags['garbage'], 'none'>, Reply> = {
  html: { status: 200, html: '<!doctype html><title>Welcome</title><h1>It works!</h1>' },
  wrong_schema: { status: 200, json: { phone: 5, phoneNmbr: { value: 5 }, number: 'five', countryCode: 5 } },
  truncated: { status: 200, cutOff: '{"phone": "+1202555' },
};

function statusReply(status: number): Reply {
  if (status === 204) return { status, empty: true };
  if (status === 404) return notFoundPage;
  if (status === 429) return { status, json: { error: 'too many requests' }, headers: { 'retry-after': '1' } };
  return { status, json: { error: `status ${status}` } };
}

function answer(
  book: CallBook,
  call: LoggedCall,
  response: ServerResponse,
  reply: Reply,
  outcome: LoggedCall['outcome'] = null,
): void {
  book.answered(call, reply.status, outcome, true);
  send(response, reply);
}

function send(response: ServerResponse, reply: Reply): void {
  const { status, headers = {} } = reply;
  if ('json' in reply) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(reply.json));
  } else if ('html' in reply) {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(reply.html);
  } else if ('cutOff' in reply) {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': 1_000, ...headers });
    response.write(reply.cutOff, () => response.destroy());
  } else {
    response.writeHead(status, headers).end();
  }
}

/** The body as text; null when it is too large. Ends early, with what there is, when the caller goes away. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
    }
  } catch {
    return Buffer.concat(chunks).toString('utf8');
  }
  return bytes > maxBodyBytes ? null : Buffer.concat(chunks).toString('utf8');
}

/** Waits; false when the caller went away first. */
function waitUntil(atMs: number, response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (there: boolean): void => {
      clearTimeout(timer);
      response.off('close', goneAway);
      resolve(there);
    };
    const goneAway = (): void => done(false);
    const timer = setTimeout(() => done(true), Math.max(0, atMs - performance.timeOrigin - performance.now()));
    response.once('close', goneAway);
  });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
