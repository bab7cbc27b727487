import { createHash } from 'node:crypto';
import { callTimeout } from '../callTimeout.ts';
import type { AskOptions } from '../provider.ts';
import { type OAuth2, type SecretTexts, tokenRequest, type TokenRequestStyle } from './tokenRequest.ts';
import { readTokenAnswer, type TokenReading, unansweredToken } from './readTokenAnswer.ts';
import { type StoredDefinition, sendDeclared } from './sendDeclared.ts';
import { playedBy } from './sandboxAnswer.ts';

/** A token, or the answer of a call that was not made because there is none. */
export type AccessToken = { kind: 'token'; token: string; isNew: boolean } | Exclude<TokenReading, { kind: 'token' }>;

/** The access tokens of one definition. They stay in this process. */
export interface AccessTokens {
  /** Returns the token of these credentials; asks for one when none is there or the last one ends soon. */
  of(options: AskOptions): Promise<AccessToken>;
  /** Notes that the provider took a token. */
  accepted(): void;
  /**
   * Drops a token that the provider answered with 401.
   * @returns whether a call with another token may succeed; false when the token before this one was refused too
   */
  refused(token: string): boolean;
}

/** A token is used at least so long, whatever it says itself: a 401 ends it earlier. */
const shortestUseMs = 5_000;
/** For a server that does not say how long its token is valid. */
const assumedMs = 5 * 60_000;
const longestMarginMs = 60_000;

interface Running {
  reading: Promise<TokenReading>;
  stop: AbortController;
  waiters: number;
}

/**
 * Asks for access tokens with client credentials (RFC 6749, section 4.4), one request at a time for the same credentials,
 * and keeps each until it ends, minus a fifth of its time (at most a minute).
 */
export function accessTokens(stored: StoredDefinition, oauth2: OAuth2): AccessTokens {
  const kept = new Map<string, { token: string; untilMs: number }>();
  const running = new Map<string, Running>();
  /** The first token that was refused since the provider took one. */
  let firstRefused: string | null = null;
  /** How the server took the credentials last time. */
  let style: TokenRequestStyle = 'basic';

  /** Section 2.3.1: every server takes Basic; those that do not are asked with the credentials in the body. */
  async function ask(texts: SecretTexts, options: AskOptions, signal: AbortSignal): Promise<TokenReading> {
    const send = async (by: TokenRequestStyle): Promise<TokenReading> => {
      const request = tokenRequest(oauth2, texts, by);
      if (request === null) return unansweredToken(stored.definition, 'no_setting');
      const target = options.isSandbox === true ? playedBy(request, options.url, sandboxToken) : request;
      const result = await sendDeclared(stored, target, { signal, isSandbox: options.isSandbox === true });
      const reading = readTokenAnswer(stored.definition, result);
      if (reading.kind === 'token') style = by;
      return reading;
    };
    const first = await send(style);
    if (first.kind !== 'refused' || !first.mayBeStyle) return first;
    const second = await send(style === 'basic' ? 'body' : 'basic');
    return second.kind === 'refused' && first.isClear ? first : second;
  }

  function start(key: string, texts: SecretTexts, options: AskOptions): Running {
    const stop = new AbortController();
    const signal = AbortSignal.any([callTimeout(stored.definition.timeoutS * 1_000), stop.signal]);
    const reading = ask(texts, options, signal).then((result) => {
      if (running.get(key)?.stop === stop) running.delete(key);
      if (result.kind === 'token') {
        const lifeMs = result.expiresInS === null ? assumedMs : result.expiresInS * 1_000;
        const useMs = Math.max(shortestUseMs, lifeMs - Math.min(longestMarginMs, lifeMs / 5));
        kept.set(key, { token: result.token, untilMs: Date.now() + useMs });
      }
      return result;
    });
    const started = { reading, stop, waiters: 0 };
    running.set(key, started);
    return started;
  }

  return {
    async of(options) {
      const texts: SecretTexts = { settings: stored.settings, secrets: options.secrets ?? {} };
      const key = keyOf(oauth2, texts, options.isSandbox === true);
      for (const [other, { untilMs }] of kept) if (untilMs <= Date.now()) kept.delete(other);
      const known = kept.get(key);
      if (known !== undefined) return { kind: 'token', token: known.token, isNew: false };
      const asked = running.get(key) ?? start(key, texts, options);
      const reading = await waitFor(asked, options.signal, () => running.get(key) === asked && running.delete(key));
      if (reading === null) return unansweredToken(stored.definition, options.signal);
      return reading.kind === 'token' ? { kind: 'token', token: reading.token, isNew: true } : reading;
    },
    accepted() {
      firstRefused = null;
    },
    refused(token) {
      for (const [key, entry] of kept) if (entry.token === token) kept.delete(key);
      // Calls at the same time may all be refused because of the same token.
      firstRefused ??= token;
      return firstRefused === token;
    },
  };
}

/** Waits for a token that several calls may wait for; null when this call ends first. The last one ends the request. */
function waitFor(asked: Running, signal: AbortSignal, onLeft: () => void): Promise<TokenReading | null> {
  asked.waiters += 1;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      asked.waiters -= 1;
      if (asked.waiters === 0) {
        onLeft();
        asked.stop.abort(new Error('No call waits for the token'));
      }
      resolve(null);
    };
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    asked.reading.finally(() => signal.removeEventListener('abort', leave)).then(resolve, reject);
  });
}

/** The identity of credentials; secrets are not kept in it. */
const keyOf = (oauth2: OAuth2, { settings, secrets }: SecretTexts, isSandbox: boolean): string =>
  createHash('sha256')
    .update(JSON.stringify([oauth2, settings, secrets, isSandbox]))
    .digest('hex');

/** What the sandbox answers in place of the token server. */
const sandboxToken = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ access_token: 'sandbox-token', token_type: 'Bearer', expires_in: 3_600 }),
};
