import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isLoopback } from '../../platform/isLoopback.ts';
import { createKeyAttempts } from './keyAttempts.ts';
import { clientOf } from './limitRate.ts';
import { HttpFault } from '../answers/problem.ts';

/** Access checks that HTTP requests and `/live` share. */
export interface Guards {
  /** Prevents DNS rebinding by a foreign host name that resolves to this machine. @throws HttpFault forbidden_host */
  checkHost(headers: IncomingHttpHeaders): void;
  /** Prevents requests of other sites in the same browser. @throws HttpFault forbidden_origin */
  checkOrigin(headers: IncomingHttpHeaders): void;
  /**
   * Accepts the key as a bearer token or as the session cookie.
   * @throws HttpFault unauthorized; AppError too_many after too many wrong ones
   */
  checkKey(request: ClientRequest): Promise<void>;
  /** Compares a key that a person typed; throws as `checkKey` does. */
  checkTypedKey(candidate: string, request: ClientRequest): Promise<void>;
  /**
   * Returns the session cookie, which replaces the key; null when no key is set.
   * @param isSecure limits the cookie to TLS, because the page came over TLS
   */
  sessionCookie(isSecure: boolean): string | null;
}

type ClientRequest = Pick<IncomingMessage, 'headers' | 'socket'>;

export const sessionCookieName = 'tinygenesy_session';
const anyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * @param host the address that the server listens on. On `0.0.0.0` or `::` every host name is accepted, because people
 * use names that the server can't know; the key protects it there.
 */
export function createGuards({ host, apiKey }: { host: string; apiKey: string | null }): Guards {
  const sessionValue =
    apiKey === null ? null : createHmac('sha256', apiKey).update(sessionCookieName).digest('base64url');
  const attempts = createKeyAttempts();

  /** Passes when one of the given secrets is right, or when no key is set. */
  async function checkAny(request: ClientRequest, hint: string, pairs: readonly SecretPair[]): Promise<void> {
    if (apiKey === null) return;
    const given = pairs.flatMap(([candidate, secret]) => (candidate && secret ? [{ candidate, secret }] : []));
    const client = clientOf(request);
    if (given.length > 0) await attempts.check(client);
    if (given.some(({ candidate, secret }) => isSame(candidate, secret))) return;
    for (const { candidate } of given) await attempts.count(client, digest(candidate).toString('base64url'));
    throw new HttpFault('unauthorized', hint);
  }

  return {
    checkHost({ host: given }) {
      const name = hostName(given);
      const isOurs = name !== null && (anyAddress.has(host) || isLoopback(name) || name === host.toLowerCase());
      if (!isOurs)
        throw new HttpFault(
          'forbidden_host',
          'This host name is not allowed. Open the address that was printed at the start, or set HOST.',
        );
    },
    checkOrigin({ origin, host: given, 'sec-fetch-site': site }) {
      const isOther = origin === undefined ? site === 'cross-site' : !isSameHost(origin, given);
      if (isOther)
        throw new HttpFault('forbidden_origin', 'Requests from other sites are refused. Nothing was changed.');
    },
    async checkKey(request) {
      const { authorization, cookie } = request.headers;
      const bearer = /^Bearer +(?<key>.+)$/iu.exec(authorization?.trim() ?? '')?.groups?.['key'];
      await checkAny(request, 'Send the key as “Authorization: Bearer …”.', [
        [bearer, apiKey],
        [cookieOf(cookie), sessionValue],
      ]);
    },
    checkTypedKey: (candidate, request) =>
      checkAny(request, 'The key is wrong. Check it and try again.', [[candidate, apiKey]]),
    sessionCookie: (isSecure) =>
      sessionValue === null
        ? null
        : `${sessionCookieName}=${sessionValue}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`,
  };
}

function hostName(host: string | undefined): string | null {
  const url = `http://${host ?? ''}`;
  return host !== undefined && /^[^\s/@?#\\]+$/u.test(host) && URL.canParse(url)
    ? new URL(url).hostname.replace(/^\[|\]$/gu, '')
    : null;
}

const isSameHost = (origin: string, host: string | undefined): boolean =>
  URL.canParse(origin) &&
  host !== undefined &&
  new URL(origin).host === new URL(`${new URL(origin).protocol}//${host}`).host;

function cookieOf(header: string | undefined): string | null {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === sessionCookieName && value !== undefined) return value;
  }
  return null;
}

type SecretPair = readonly [candidate: string | null | undefined, secret: string | null];

const digest = (text: string): Buffer => createHmac('sha256', sessionCookieName).update(text).digest();

/** Compares in constant time. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
