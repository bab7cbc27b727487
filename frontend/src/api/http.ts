import { joinList } from '@tinygenesy/contract';
import { ApiProblem, ApiUnreachable, problemFromResponse } from './ApiProblem.ts';

/** Validates a value and returns it typed, like the contract's schemas. */
export type Schema<T> = { safeParse: (value: unknown) => { success: true; data: T } | { success: false } };

export type RequestOptions<T> = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Schema of the response. Without it the body is not read. */
  schema?: Schema<T>;
};

const send = async (path: string, options: RequestOptions<unknown>): Promise<Response> => {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw new ApiUnreachable('no response', { cause: error });
  }
};

/**
 * Sends a request to the API and validates the response with `schema`.
 * @throws {ApiProblem} an error response, or a response that does not match the schema
 * @throws {ApiUnreachable} no response
 */
export const request = async <T = void>(path: string, options: RequestOptions<T> = {}): Promise<T> => {
  const response = await send(path, options);
  if (!response.ok) throw await problemFromResponse(response);
  return options.schema === undefined ? (undefined as T) : readBody(response, options.schema);
};

/**
 * Sends a request whose response is plain text.
 * @throws {ApiProblem} an error response
 * @throws {ApiUnreachable} no response
 */
export const requestText = async (path: string, options: RequestOptions<never> = {}): Promise<string> => {
  const response = await send(path, options);
  if (!response.ok) throw await problemFromResponse(response);
  return response.text();
};

/**
 * Reads and validates the body of a response.
 * @throws {ApiProblem} the body does not match the schema
 */
export const readBody = async <T>(response: Response, schema: Schema<T>): Promise<T> => {
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(
    {
      type: 'about:blank',
      title: 'Page and server have different versions',
      status: response.status,
      detail: 'The page can’t read the server’s response. Reload the page to get the newest version.',
      errors: [],
      requestId: response.headers.get('x-request-id') ?? '',
    },
    body,
  );
};

/** Returns a query string. Lists are separated by commas, as the API reads them; undefined and empty values are omitted. */
export const queryString = (
  values: Record<string, string | number | boolean | readonly string[] | undefined>,
): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') continue;
    if (typeof value === 'object') {
      if (value.length > 0) query.set(name, joinList(value));
    } else query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
};

/** Returns a new idempotency key: a request that is sent twice with one key takes effect once. */
export const newIdempotencyKey = (): string =>
  // randomUUID needs a secure context, which a plain-http address in the local network is not.
  typeof crypto.randomUUID === 'function'
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
