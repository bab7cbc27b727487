import type { Reason } from '@tinygenesy/contract';
import type { z } from 'zod';
import { fitsHeader, type HttpResult, sendHttp } from './http.ts';
import { privateAddressCode } from './lookupPublic.ts';
import type { PhoneResult } from '../phones/phone.ts';
import type { AnswerReasonCode, AskOptions, ProviderAnswer, ProviderFault } from './provider.ts';

const maxBodyBytes = 64 * 1024;

/** The parts of a call that differ between providers. */
export interface ProviderCall<Answer> {
  /** The provider's display name. */
  name: string;
  /** The headers with the key. */
  headers?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  body: Readonly<Record<string, string>>;
  /** The schema of the provider's answer. An answer that does not fit is an error, never a miss. */
  schema: z.ZodType<Answer>;
  /** Returns the number in an answer; null when the answer has none. */
  phoneIn: (answer: Answer) => PhoneResult | null;
}

/**
 * Makes one call and maps every outcome to an answer, by the same rules for all providers. A miss is a 204, or a 2xx or
 * 404 whose JSON fits the schema and contains no number. Every other answer without a number is an error.
 */
export async function askOverHttp<Answer>(
  call: ProviderCall<Answer>,
  { url, signal, beforeSend, onResponse }: AskOptions,
): Promise<ProviderAnswer> {
  const { name } = call;
  if (!Object.values(call.headers ?? {}).every(fitsHeader)) {
    const text = `The key of ${name} has characters that can’t be sent. Enter it again`;
    return error('bad_key', text, { fault: 'bad_key' });
  }
  const endpoint = new URL(url);
  for (const [key, value] of Object.entries(call.query ?? {})) endpoint.searchParams.set(key, value);
  const result = await sendHttp({
    url: endpoint,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...call.headers },
    body: JSON.stringify(call.body),
    maxBodyBytes,
    reach: 'any',
    signal,
    ...(beforeSend ? { beforeSend } : {}),
  });

  if (result.kind !== 'response') return callFailure(name, maxBodyBytes, result);
  onResponse?.(result);
  return answerOf(call, result);
}

/** Maps a call without a readable answer, by the same rules for all providers. */
export function callFailure(
  name: string,
  maxBytes: number,
  result: Exclude<HttpResult, { kind: 'response' }>,
): ProviderAnswer {
  switch (result.kind) {
    case 'aborted':
      return { kind: 'aborted', uncertain: result.sent };
    case 'timeout':
      return error('timeout', `${name} did not answer in time`, { retryable: true, uncertain: result.sent });
    case 'network': {
      if (result.code === privateAddressCode) {
        return error('network', `${name}'s host has a private address, which providers must not have`, {});
      }
      const what = result.sent ? `The connection to ${name} was lost` : `${name} can’t be reached`;
      return error('network', `${what} (${result.code})`, { retryable: true, uncertain: result.sent });
    }
    case 'too_large':
      return error('too_large', `${name} sent more than ${Math.ceil(maxBytes / 1_024)} KB`, unreadable(result.status));
  }
}

function answerOf<Answer>(
  { name, schema, phoneIn }: ProviderCall<Answer>,
  { status: httpStatus, headers, body }: Extract<HttpResult, { kind: 'response' }>,
): ProviderAnswer {
  if (httpStatus === 204) return { kind: 'not_found', reason: null, httpStatus };
  if (httpStatus === 429)
    return { kind: 'rate_limited', retryAfterMs: retryAfterMs(headers['retry-after'] ?? null, Date.now()) };
  const success = isSuccess(httpStatus);
  if (!success && httpStatus !== 404) return failure(name, httpStatus);

  const json = parseJson(body);
  if (json === undefined) {
    if (success) return error('not_json', `${name}'s answer is not JSON`, unreadable(httpStatus));
    return error('endpoint_not_found', `${name} has no endpoint at this address (404): check its URL`, {
      httpStatus,
      fault: 'endpoint_not_found',
    });
  }
  const parsed = schema.safeParse(json);
  const phone = parsed.success ? phoneIn(parsed.data) : undefined;
  if (phone === undefined || (phone !== null && !success)) {
    return error('unexpected_answer', `${name}'s answer has an unexpected format`, unreadable(httpStatus));
  }
  if (phone === null) return { kind: 'not_found', reason: null, httpStatus };
  if (phone.kind === 'not_possible') return { kind: 'not_found', reason: named(name, phone.reason), httpStatus };
  return { kind: 'found', phone, httpStatus };
}

/** Maps an unreadable success. A provider that charges by call has charged for it. */
const unreadable = (httpStatus: number): ErrorParts => ({ httpStatus, uncertain: isSuccess(httpStatus) });

const isSuccess = (httpStatus: number): boolean => httpStatus >= 200 && httpStatus < 300;

function failure(name: string, httpStatus: number): ProviderAnswer {
  if (httpStatus === 401 || httpStatus === 403) {
    return error('bad_key', `${name} refused the key (${httpStatus})`, { httpStatus, fault: 'bad_key' });
  }
  if (httpStatus === 400 || httpStatus === 422) {
    return error('bad_input', `${name} rejected the input (${httpStatus})`, { httpStatus, fault: 'bad_input' });
  }
  if (httpStatus >= 500) {
    return error('server_error', `${name} failed (${httpStatus})`, { httpStatus, retryable: true });
  }
  if (httpStatus >= 300 && httpStatus < 400) {
    return error('redirected', `${name} redirects to another address (${httpStatus}): check its URL`, {
      httpStatus,
      fault: 'endpoint_not_found',
    });
  }
  return error('unexpected_status', `${name} answered with status ${httpStatus}`, {
    httpStatus,
    retryable: httpStatus === 408,
  });
}

interface ErrorParts {
  httpStatus?: number;
  retryable?: boolean;
  uncertain?: boolean;
  fault?: ProviderFault;
}

function error(code: AnswerReasonCode, text: string, parts: ErrorParts): ProviderAnswer {
  return {
    kind: 'error',
    reason: { code, text },
    httpStatus: parts.httpStatus ?? null,
    retryable: parts.retryable ?? false,
    uncertain: parts.uncertain ?? false,
    fault: parts.fault ?? null,
  };
}

const named = (name: string, reason: Reason): Reason => ({ code: reason.code, text: `${name}: ${reason.text}` });

/** Parses the body; undefined when it is no JSON object, list or null (a page's bare "404" is no JSON answer). */
function parseJson(body: string): unknown {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' ? json : undefined;
  } catch {
    return undefined;
  }
}

const dayMs = 86_400_000;

/** Converts a Retry-After (seconds or HTTP date) to milliseconds; one second when it is absent, unreadable or past. */
export const retryAfterMs = (header: string | null, nowMs: number): number =>
  readRetryAfter(header ?? '', nowMs) ?? 1_000;

/** Reads a wait from now, as seconds or a date: from a second to a day. Null for any other text. */
export function readRetryAfter(text: string, nowMs: number): number | null {
  const isSeconds = /^\s*\d+\s*$/u.test(text);
  // `Date.parse` finds dates in texts such as `-5`.
  const isDate = /:\d\d|\d{4}-\d\d-\d\d/u.test(text);
  const ms = isSeconds ? Number(text) * 1_000 : isDate ? Date.parse(text) - nowMs : NaN;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 1_000), dayMs);
}
