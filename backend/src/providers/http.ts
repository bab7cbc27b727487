import { Agent } from 'undici';
import { lookupPublic } from './lookupPublic.ts';

export interface HttpCall {
  url: URL;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body: string | null;
  /** A longer answer is `too_large`. */
  maxBodyBytes: number;
  /** `public`: refuses hosts with an address that the internet can't reach, when the connection is made. */
  reach: 'any' | 'public';
  signal: AbortSignal;
  /** Called right before the request is written; false refuses the call. */
  beforeSend?: () => boolean;
}

/**
 * The outcome of a call. `sent`: the request was written, so the provider may have received it.
 * Contains no URL, sent header or network error text, because these may contain keys.
 */
export type HttpResult =
  | { kind: 'response'; status: number; headers: Readonly<Record<string, string>>; body: string }
  | { kind: 'too_large'; status: number }
  | { kind: 'timeout'; sent: boolean }
  | { kind: 'network'; sent: boolean; code: string }
  | { kind: 'aborted'; sent: boolean };

/**
 * Keeps connections open between calls. The number of connections has no limit here, because permits limit the calls.
 * So a call with a permit never waits for another call.
 */
const agents = {
  any: new Agent({ pipelining: 1 }),
  public: new Agent({ pipelining: 1, connect: { lookup: lookupPublic } }),
};

/**
 * Sends one request. Follows no redirects, and closes the connection on abort.
 * Runs synchronously until it waits for a connection: on an open one the request is written before it returns.
 */
export function sendHttp(call: HttpCall): Promise<HttpResult> {
  const { url, method, headers, body, maxBodyBytes, reach, signal, beforeSend } = call;
  return new Promise((resolve) => {
    let sent = false;
    let abortRequest: ((reason: Error) => void) | undefined;
    let status = 0;
    let received: Record<string, string> = {};
    const chunks: Buffer[] = [];
    let receivedBytes = 0;
    let settled = false;

    const settle = (result: HttpResult): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const stop = (result: HttpResult): void => {
      settle(result);
      abortRequest?.(new Error('stopped'));
    };
    const onAbort = (): void => stop({ kind: isTimeout(signal.reason) ? 'timeout' : 'aborted', sent });

    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);

    agents[reach].dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers,
        body,
      },
      {
        onRequestStart(controller) {
          abortRequest = (reason) => controller.abort(reason);
          if (settled) return controller.abort(new Error('stopped'));
          if (beforeSend?.() === false) return stop({ kind: 'aborted', sent });
          sent = true;
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          received = firstValues(responseHeaders);
        },
        onResponseData(_controller, chunk) {
          receivedBytes += chunk.length;
          if (receivedBytes > maxBodyBytes) stop({ kind: 'too_large', status });
          else chunks.push(chunk);
        },
        onResponseEnd() {
          settle({ kind: 'response', status, headers: received, body: textOf(chunks) });
        },
        onResponseError(_controller, error) {
          const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
          if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') settle({ kind: 'timeout', sent });
          else settle({ kind: 'network', sent, code });
        },
      },
    );
  });
}

/** Whether a header can have this value (RFC 9110, section 5.5). Others end a call before it is sent. */
export const fitsHeader = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/u.test(value);

/** Decodes a body as UTF-8. Leaves out a byte order mark, which no JSON parser accepts. */
const textOf = (chunks: readonly Buffer[]): string => new TextDecoder().decode(Buffer.concat(chunks));

/** Returns the first value of each header, by lower-case name. */
function firstValues(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const values = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()[0]] as const);
  return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** `callTimeout` and `AbortSignal.timeout` abort with this reason; any other reason is a cancellation. */
const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError';
