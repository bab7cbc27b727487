import { ApiProblem, ApiUnreachable, problemFromResponse } from './ApiProblem.ts';

/** Anything that checks a value and gives it back typed; the contract's schemas do. */
export type Schema<T> = { safeParse: (value: unknown) => { success: true; data: T } | { success: false } };

type RequestOptions<T> = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** What the answer must look like; without it the body is not read. */
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
    throw new ApiUnreachable('no answer', { cause: error });
  }
};

/**
 * One request to the API. The answer is checked with `schema`.
 * @throws {ApiProblem} the server said no, or its answer is not what the contract promises
 * @throws {ApiUnreachable} nothing answered
 */
export const request = async <T = void>(path: string, options: RequestOptions<T> = {}): Promise<T> => {
  const response = await send(path, options);
  if (!response.ok) throw await problemFromResponse(response);
  return options.schema === undefined ? (undefined as T) : readAnswer(response, options.schema);
};

/**
 * One request whose answer is plain text.
 * @throws {ApiProblem} the server said no
 * @throws {ApiUnreachable} nothing answered
 */
export const requestText = async (path: string, options: RequestOptions<never> = {}): Promise<string> => {
  const response = await send(path, options);
  if (!response.ok) throw await problemFromResponse(response);
  return response.text();
};

/**
 * The body of an answer, checked.
 * @throws {ApiProblem} it is not what the contract promises
 */
export const readAnswer = async <T>(response: Response, schema: Schema<T>): Promise<T> => {
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(
    {
      type: 'about:blank',
      title: 'The page and the server do not fit together',
      status: response.status,
      detail: 'The server answered in a shape that this page does not know. Reload the page to get its newest version.',
      errors: [],
      requestId: response.headers.get('x-request-id') ?? '',
    },
    body,
  );
};

/** A query string of what is set: lists by comma, nothing for what is undefined or empty. */
export const queryString = (
  values: Record<string, string | number | boolean | readonly string[] | undefined>,
): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') continue;
    if (typeof value === 'object') {
      if (value.length > 0) query.set(name, value.join(','));
    } else query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
};

/** A fresh key for a request that must not happen twice, even when it is sent twice. */
export const newIdempotencyKey = (): string =>
  // randomUUID needs a secure context; a plain-http address in the local network is none.
  typeof crypto.randomUUID === 'function'
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
