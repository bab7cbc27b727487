import { Agent } from 'undici';

const maxBodyBytes = 64 * 1024;

export interface HttpCall {
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body: unknown;
  signal: AbortSignal;
  /** Called right before the request is written; false refuses the call. */
  beforeSend?: () => boolean;
}

/**
 * The outcome of a call. `sent`: the request was written, so the provider may have received it.
 * Contains no URL, sent header or network error text, because these may contain keys.
 */
export type HttpResult =
  | { kind: 'response'; status: number; retryAfter: string | null; body: string }
  | { kind: 'too_large'; status: number }
  | { kind: 'timeout'; sent: boolean }
  | { kind: 'network'; sent: boolean; code: string }
  | { kind: 'aborted'; sent: boolean };

/**
 * Keeps connections open between calls. The number of connections has no limit here, because permits limit the calls.
 * So a call with a permit never waits for another call.
 */
const agent = new Agent({ pipelining: 1 });

/**
 * Sends one POST with JSON. Follows no redirects, reads bodies up to 64 KB, and closes the connection on abort.
 * Runs synchronously until it waits for a connection: on an open one the request is written before it returns.
 */
export function postJson({ url, headers, body, signal, beforeSend }: HttpCall): Promise<HttpResult> {
  return new Promise((resolve) => {
    let sent = false;
    let abortRequest: ((reason: Error) => void) | undefined;
    let status = 0;
    let retryAfter: string | null = null;
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

    agent.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify(body),
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
          const value = responseHeaders['retry-after'];
          retryAfter = (Array.isArray(value) ? value[0] : value) ?? null;
        },
        onResponseData(_controller, chunk) {
          receivedBytes += chunk.length;
          if (receivedBytes > maxBodyBytes) stop({ kind: 'too_large', status });
          else chunks.push(chunk);
        },
        onResponseEnd() {
          settle({ kind: 'response', status, retryAfter, body: Buffer.concat(chunks).toString('utf8') });
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

/** `callTimeout` and `AbortSignal.timeout` abort with this reason; any other reason is a cancellation. */
const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError';
