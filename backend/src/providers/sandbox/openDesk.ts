import type { IncomingMessage, ServerResponse } from 'node:http';
import { hashInput } from '../hashInput.ts';
import { boundedSet, createCallBook, type CallBook, type LoggedCall } from './callBook.ts';
import type { SandboxFlags } from './flags.ts';
import { parseJson, readBody } from './readBody.ts';
import { garbageReplies, send, statusReply, type Reply } from './reply.ts';
import { diceOf, numberFor, type SandboxProvider } from './sandboxProviders.ts';

/** Serves the requests to one sandbox provider: checks limits, key and body, then answers after a latency. */
export function openDesk(provider: SandboxProvider, flags: () => SandboxFlags, log: (call: LoggedCall) => number) {
  const book = createCallBook(provider.id, flags, log);
  let failedOnce = boundedSet<string>(100_000);

  async function serve(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    if (request.method !== 'POST') {
      return send(response, { status: 405, json: { error: 'use POST' }, headers: { allow: 'POST' } });
    }
    const { call, retryAfterMs } = book.arrive();
    response.once('close', () => book.wentAway(call));
    const body = await readBody(request);
    if (call.endedAtMs !== null) return;

    const { enforceLimits, hang, status, retryAfterSeconds, garbage, latencyMs, failureRate, hitRate } = flags();
    const refuse = (reply: Reply): void => {
      book.answered(call, reply.status, null, false);
      send(response, reply);
    };
    if (retryAfterMs !== null && enforceLimits) {
      const seconds = String(Math.ceil(retryAfterMs / 1_000));
      return refuse({ status: 429, json: { error: 'too many requests' }, headers: { 'retry-after': seconds } });
    }
    if (provider.keyIn(request.headers, query) !== provider.apiKey) {
      return refuse({ status: 401, json: { error: 'unknown key' } });
    }
    if (body === null) return refuse({ status: 413, json: { error: 'too large' } });
    const input = provider.bodySchema.safeParse(parseJson(body));
    if (!input.success) return refuse({ status: 400, json: { error: 'bad body' } });

    const inputHash = hashInput(input.data);
    book.asked(call, inputHash);
    if (hang) return;
    const dice = diceOf(provider.id, input.data);
    const dueAtMs = call.arrivedAtMs + latencyMs.min + dice('latency') * Math.max(0, latencyMs.max - latencyMs.min);
    if (!(await waitUntil(dueAtMs, response))) return;

    if (status !== null) return answer(book, call, response, statusReply(status, retryAfterSeconds));
    if (garbage !== 'none') return answer(book, call, response, garbageReplies[garbage]);
    if (dice('failure') < failureRate && !failedOnce.has(inputHash)) {
      failedOnce.add(inputHash);
      return answer(book, call, response, { status: 500, json: { error: 'internal error' } });
    }
    const found = dice('hit') < hitRate;
    const json = found ? provider.found(numberFor(provider, input.data, dice), dice) : provider.missed(dice);
    answer(book, call, response, { status: 200, json }, found ? 'found' : 'not_found');
  }

  return {
    path: provider.path,
    serve,
    stats: () => book.read(),
    reset(): void {
      failedOnce = boundedSet(100_000);
      book.reset();
    },
  };
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

/** Waits; returns false when the caller disconnected first. */
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
