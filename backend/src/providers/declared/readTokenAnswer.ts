import type { ProviderDefinition } from '@tinygenesy/contract';
import { callFailure, retryAfterMs } from '../askOverHttp.ts';
import type { HttpResult } from '../http.ts';
import type { ProviderAnswer } from '../provider.ts';
import { parseLossless } from './parseLossless.ts';
import { amountOf } from './priceOf.ts';
import { plainText, readPath } from './readPath.ts';

type Answer = Extract<ProviderAnswer, { kind: 'error' | 'rate_limited' | 'aborted' }>;

/** What a token server's answer means. `answer` is the answer of the call that was not made: it charged nothing. */
export type TokenReading =
  | { kind: 'token'; token: string; expiresInS: number | null }
  | {
      kind: 'refused';
      answer: Answer;
      /** Whether the credentials may be right and only stood in the wrong place. */
      mayBeStyle: boolean;
      /** Whether the answer names the reason by RFC 6749. */
      isClear: boolean;
    }
  | { kind: 'failed'; answer: Answer };

/** Errors of RFC 6749, section 5.2, and `access_denied`, which some servers add. Only these are repeated to a person. */
const knownErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'access_denied',
] as const;
/** Errors of a client that the server could not identify. */
const ofUnknownClient: readonly string[] = ['invalid_request', 'invalid_client', 'invalid_grant', 'access_denied'];

/** Reads the answer of a token server (RFC 6749, sections 5.1 and 5.2). Tells no secret and no token in words. */
export function readTokenAnswer(definition: ProviderDefinition, result: HttpResult): TokenReading {
  const { name, maxBytes } = definition;
  if (result.kind !== 'response') return failed(unanswered(name, callFailure(name, maxBytes, result)));
  const { status, headers, body } = result;
  const json = parseLossless(body);
  const said = plainText(readPath(json, 'error')[0]) ?? plainText(readPath(json, 'error.code')[0]);
  const code = knownErrors.find((known) => known === said) ?? null;
  if (status === 429) {
    return failed({ kind: 'rate_limited', retryAfterMs: retryAfterMs(headers['retry-after'] ?? null, Date.now()) });
  }
  if ([400, 401, 403, 422].includes(status) || (status < 300 && code !== null)) return refused(name, status, code);
  if (status >= 200 && status < 300) return tokenIn(name, status, json);
  if (status === 404 || (status >= 300 && status < 400)) {
    const text = `${name} has no token server at the address of its definition (${status}): check tokenUrl`;
    return failed(error('endpoint_not_found', text, { httpStatus: status, fault: 'endpoint_not_found' }));
  }
  const text = `The token server of ${name} failed (${status}). No call was made`;
  return failed(error('server_error', text, { httpStatus: status, retryable: true }));
}

function tokenIn(name: string, status: number, json: unknown): TokenReading {
  const token = readPath(json, 'access_token')[0];
  const type = plainText(readPath(json, 'token_type')[0])?.toLowerCase() ?? 'bearer';
  // Characters that a header may have: section A.12, without spaces.
  if (typeof token === 'string' && /^[\x21-\x7e]{1,16384}$/u.test(token) && type === 'bearer') {
    return { kind: 'token', token, expiresInS: amountOf(readPath(json, 'expires_in')[0]) };
  }
  const text = `The token server of ${name} sent no bearer token (${status}). No call was made`;
  return failed(error('unexpected_answer', text, { httpStatus: status, retryable: true }));
}

function refused(name: string, status: number, code: string | null): TokenReading {
  const text = `${name} refused the client ID or the client secret (${code === null ? status : `${status}, ${code}`})`;
  return {
    kind: 'refused',
    answer: error('bad_key', text, { httpStatus: status, fault: 'bad_key' }),
    mayBeStyle: code === null || ofUnknownClient.includes(code),
    isClear: code !== null && code !== 'invalid_request',
  };
}

/** Returns the answer of a call whose token could not be asked for, or did not come before the call's own end. */
export function unansweredToken(
  { name }: ProviderDefinition,
  why: AbortSignal | 'no_setting',
): TokenReading & { kind: 'failed' } {
  if (why === 'no_setting') {
    const text = `A setting of ${name} is missing. Enter it in the provider’s settings`;
    return failed(error('bad_input', text, { fault: 'bad_input' }));
  }
  const isTimeout = why.reason instanceof DOMException && why.reason.name === 'TimeoutError';
  return failed(isTimeout ? lateToken(name) : { kind: 'aborted', uncertain: false });
}

const lateToken = (name: string): Answer =>
  error('timeout', `The token server of ${name} did not answer in time. No call was made`, { retryable: true });

function unanswered(name: string, failure: ProviderAnswer): Answer {
  if (failure.kind === 'aborted') return { kind: 'aborted', uncertain: false };
  if (failure.kind !== 'error') return lateToken(name);
  const { reason, retryable } = failure;
  if (reason.code === 'timeout') return lateToken(name);
  return error(reason.code, `No access token: ${reason.text}. No call was made`, { retryable });
}

const failed = (answer: Answer): TokenReading & { kind: 'failed' } => ({ kind: 'failed', answer });

type ErrorAnswer = Extract<Answer, { kind: 'error' }>;

/** An error of a call that was never sent: it charged nothing. */
const error = (code: ErrorAnswer['reason']['code'], text: string, parts: Partial<ErrorAnswer>): ErrorAnswer => ({
  kind: 'error',
  httpStatus: null,
  retryable: false,
  uncertain: false,
  fault: null,
  priceShare: 0,
  ...parts,
  reason: { code, text },
});
