import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../platform/isLoopback.ts';
import { HttpFault } from './problem.ts';

/** Who may come in; the same for requests and for `/live`. */
export interface Guards {
  /** Against DNS rebinding: a page of somebody else's name that points at this machine. @throws HttpFault */
  checkHost(headers: IncomingHttpHeaders): void;
  /** Against other pages in the same browser. @throws HttpFault */
  checkOrigin(headers: IncomingHttpHeaders): void;
  /** @throws HttpFault */
  checkKey(headers: IncomingHttpHeaders): void;
  /** Whether this is the key; true when none is needed. */
  isKey(candidate: string): boolean;
  /**
   * The value of the cookie that stands for the key; null when none is needed.
   * @param isSecure the page came over TLS, so the cookie may travel over nothing else
   */
  sessionCookie(isSecure: boolean): string | null;
}

export const sessionCookieName = 'tinygenesy_session';
const anyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * @param host the address that is listened on. On any address every name is taken: people reach the machine by names
 * that it doesn't know, and there the key is what keeps others out.
 */
export function createGuards({ host, apiKey }: { host: string; apiKey: string | null }): Guards {
  const sessionValue =
    apiKey === null ? null : createHmac('sha256', apiKey).update(sessionCookieName).digest('base64url');

  return {
    checkHost({ host: given }) {
      const name = hostName(given);
      const isOurs = name !== null && (anyAddress.has(host) || isLoopback(name) || name === host.toLowerCase());
      if (!isOurs) throw new HttpFault('forbidden_host', `Use the address that the start printed, or set HOST.`);
    },
    checkOrigin({ origin, host: given, 'sec-fetch-site': site }) {
      const isOther = origin === undefined ? site === 'cross-site' : !isSameHost(origin, given);
      if (isOther) throw new HttpFault('forbidden_origin', 'Another page may not change anything here.');
    },
    checkKey(headers) {
      if (apiKey === null) return;
      const bearer = /^Bearer +(?<key>.+)$/iu.exec(headers.authorization?.trim() ?? '')?.groups?.['key'];
      const cookie = cookieOf(headers.cookie);
      if (bearer !== undefined && isSame(bearer, apiKey)) return;
      if (cookie !== null && sessionValue !== null && isSame(cookie, sessionValue)) return;
      throw new HttpFault('unauthorized', 'Send the key as “Authorization: Bearer …”.');
    },
    isKey: (candidate) => apiKey === null || isSame(candidate, apiKey),
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

/** Takes the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', sessionCookieName).update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
