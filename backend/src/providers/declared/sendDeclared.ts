import type { ProviderDefinition } from '@tinygenesy/contract';
import { readRetryAfter } from '../askOverHttp.ts';
import { type HttpResult, sendHttp } from '../http.ts';
import type { AskOptions } from '../provider.ts';
import type { DeclaredRequest } from './buildRequest.ts';
import type { RawAnswer } from './classifyAnswer.ts';
import { parseLossless } from './parseLossless.ts';
import { readPath } from './readPath.ts';

export interface StoredDefinition {
  definition: ProviderDefinition;
  version: number;
  /** Entered values of the definition's settings. */
  settings: Readonly<Record<string, string>>;
  /** Hosts that may be called although they are private or have no HTTPS. */
  allowedHosts: ReadonlySet<string>;
}

/** Sends a request of a definition: to its own hosts only, or to the sandbox. Bounds the bytes of the answer. */
export function sendDeclared(
  { definition, allowedHosts }: StoredDefinition,
  request: DeclaredRequest,
  { signal, beforeSend, isSandbox = false }: Pick<AskOptions, 'signal' | 'beforeSend' | 'isSandbox'>,
): Promise<HttpResult> {
  const url = new URL(request.url);
  const isAllowed = isSandbox || allowedHosts.has(url.host);
  return sendHttp({
    url: isAllowed && !isSandbox ? withAllowedScheme(url) : url,
    method: request.method,
    headers: { 'user-agent': 'TinyGenesy', ...request.headers },
    body: request.body,
    maxBodyBytes: definition.maxBytes,
    reach: isAllowed ? 'any' : 'public',
    signal,
    ...(beforeSend ? { beforeSend } : {}),
  });
}

/** An allowed host on loopback speaks HTTP: tests and intranets have no certificate. */
function withAllowedScheme(url: URL): URL {
  const plain = new URL(url);
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u.test(url.hostname)) plain.protocol = 'http:';
  return plain;
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Milliseconds of a duration such as `90d`. */
export const durationMs = (text: string): number => Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? 1_000);

/**
 * Returns how long a provider asks to wait: what the answer says in a readable form, else the definition's default. At most a
 * day.
 * @param waitAt the place that the fitting rule names; it goes before the definition's own
 */
export function waitMs({ wait }: ProviderDefinition, { headers, body }: RawAnswer, waitAt?: string): number {
  const { header } = wait;
  const at = waitAt ?? wait.at;
  const inBody = at === undefined ? undefined : readPath(parseLossless(body), at)[0];
  const inHeader = header === undefined ? undefined : headers[header.toLowerCase()];
  const nowMs = Date.now();
  for (const told of waitAt === undefined ? [inHeader, inBody] : [inBody, inHeader]) {
    const ms = typeof told === 'string' || typeof told === 'number' ? readWait(String(told), wait.as, nowMs) : null;
    if (ms !== null) return ms;
  }
  return readRetryAfter(headers['retry-after'] ?? '', nowMs) ?? durationMs(wait.default);
}

/** Reads a wait as the definition says. A date may be a Unix time, in seconds or milliseconds. */
function readWait(text: string, as: ProviderDefinition['wait']['as'], nowMs: number): number | null {
  const told = text.trim();
  if (as === 'seconds' && /^\d+\.\d+$/u.test(told)) return readRetryAfter(String(Math.ceil(Number(told))), nowMs);
  if (as === 'date' && /^\d{10}(?:\d{3})?$/u.test(told)) {
    const untilMs = Number(told) * (told.length === 10 ? 1_000 : 1);
    return readRetryAfter(new Date(untilMs).toISOString(), nowMs);
  }
  return readRetryAfter(told, nowMs);
}
