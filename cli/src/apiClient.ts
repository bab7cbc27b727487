import { setTimeout as sleep } from 'node:timers/promises';
import { problemSchema } from '@tinygenesy/contract';
import type { z } from 'zod';
import { EnrichError } from './enrichError.ts';

/** The instance stopped, or was killed. */
export class InstanceGone extends Error {
  override readonly name = 'InstanceGone';
}

/**
 * Sends requests to an instance. Each request must be safe to repeat: one without an answer is sent again.
 * @throws InstanceGone when the instance does not answer; EnrichError when it refuses
 */
export interface ApiClient {
  /** Sends a request until the response is neither "busy" nor missing. */
  send(method: string, path: string, options: SendOptions): Promise<Response>;
  sendJson(method: string, path: string, body?: unknown): Promise<Response>;
  /** Reads the body of a response. */
  read<T>(schema: z.ZodType<T>, response: Response): Promise<T>;
  call<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T>;
  /** Null: not found. */
  find<T>(schema: z.ZodType<T>, path: string): Promise<T | null>;
  /** Reads a list page by page. @param path with a query */
  pages<Page extends { nextCursor: string | null }>(schema: z.ZodType<Page>, path: string): AsyncGenerator<Page>;
}

interface SendOptions {
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  timeoutMs?: number;
}

const callTimeoutMs = 60_000;
const retryMs = 500;
/** A restart may take this long. After that the instance counts as gone. */
const goneAfterMs = 8_000;
const busyAfterMs = 120_000;

/**
 * @param url of the instance
 * @param apiKey null: the instance needs none
 */
export function createApiClient(url: string, apiKey: string | null): ApiClient {
  const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };

  async function send(
    method: string,
    path: string,
    { timeoutMs = callTimeoutMs, ...more }: SendOptions,
  ): Promise<Response> {
    const startedMs = performance.now();
    for (;;) {
      const response = await fetch(`${url}${path}`, {
        method,
        ...more,
        headers: { ...authorization, ...more.headers },
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
      const passedMs = performance.now() - startedMs;
      if (response instanceof Error) {
        if (passedMs > goneAfterMs) throw new InstanceGone(`${url} no longer answers.`, { cause: response });
      } else if (!isLater(response) || passedMs > busyAfterMs) {
        return response;
      }
      await sleep(retryMs);
    }
  }

  const sendJson = (method: string, path: string, body?: unknown): Promise<Response> =>
    send(method, path, {
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  async function call<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    return read(schema, await sendJson(method, path, body));
  }

  async function find<T>(schema: z.ZodType<T>, path: string): Promise<T | null> {
    const response = await sendJson('GET', path);
    return response.status === 404 ? null : read(schema, response);
  }

  async function* pages<Page extends { nextCursor: string | null }>(
    schema: z.ZodType<Page>,
    path: string,
  ): AsyncGenerator<Page> {
    let page = await call(schema, 'GET', path);
    yield page;
    while (page.nextCursor !== null) {
      page = await call(schema, 'GET', `${path}&cursor=${encodeURIComponent(page.nextCursor)}`);
      yield page;
    }
  }

  async function read<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
    const json: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refused(response.status, json);
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new EnrichError(otherVersion, { cause: parsed.error });
  }

  function refused(status: number, json: unknown): EnrichError {
    const problem = problemSchema.safeParse(json);
    if (!problem.success) return new EnrichError(`The program at ${url} is not TinyGenesy (it answered ${status}).`);
    const { type, detail, errors, requestId } = problem.data;
    if (status === 401) return new EnrichError(`The TinyGenesy at ${url} requires an API key. Set API_KEY to its key.`);
    if (type === '/problems/unknown-route') return new EnrichError(otherVersion);
    const what = errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
    return new EnrichError(
      `The TinyGenesy at ${url} refused: ${detail} ${what}${status >= 500 ? ` (request ${requestId})` : ''}`.trim(),
    );
  }
  const otherVersion = `The TinyGenesy at ${url} has another version. Stop or restart it, and try again.`;

  return { send, sendJson, read, call, find, pages };
}

/** Busy, or the first request with the same key is under way. */
const isLater = ({ status, headers }: Response): boolean =>
  status === 503 || (status === 409 && headers.has('retry-after'));
