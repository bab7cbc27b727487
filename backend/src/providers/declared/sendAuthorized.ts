import type { HttpResult } from '../http.ts';
import type { AskOptions } from '../provider.ts';
import type { AccessToken, AccessTokens } from './accessTokens.ts';
import type { DeclaredRequest } from './buildRequest.ts';
import { type StoredDefinition, sendDeclared } from './sendDeclared.ts';

/** A definition with the access tokens of its provider; null: its authentication needs none. */
export interface Source extends StoredDefinition {
  tokens: AccessTokens | null;
}

export type Sent =
  | { kind: 'sent'; result: HttpResult; accessToken: string | null }
  | { kind: 'unsent'; answer: Exclude<AccessToken, { kind: 'token' }>['answer'] };

/**
 * Sends a request, with an access token where the definition has one. After a 401 the token is asked for again, once, and
 * the request is repeated: a refused token charged nothing.
 * @param build the request with the access token; null without one
 */
export async function sendAuthorized(
  source: Source,
  build: (accessToken: string | null) => DeclaredRequest,
  options: AskOptions,
): Promise<Sent> {
  const { tokens } = source;
  const { beforeSend, ...withoutPermit } = options;
  if (tokens === null) {
    return { kind: 'sent', result: await sendDeclared(source, build(null), options), accessToken: null };
  }
  const first = await tokens.of(options);
  if (first.kind !== 'token') return { kind: 'unsent', answer: first.answer };
  // The permit grew old while the token was asked for. The next one finds the token.
  if (first.isNew && beforeSend !== undefined) return { kind: 'unsent', answer: { kind: 'aborted', uncertain: false } };
  const result = await sendDeclared(source, build(first.token), options);
  if (result.kind !== 'response' || result.status !== 401) return { kind: 'sent', result, accessToken: first.token };
  tokens.forget(first.token);
  const second = await tokens.of(options);
  // An aborted call would give the permit back, although a request was sent with it.
  if (second.kind !== 'token') {
    return second.answer.kind === 'aborted'
      ? { kind: 'sent', result, accessToken: first.token }
      : { kind: 'unsent', answer: second.answer };
  }
  const repeated = await sendDeclared(source, build(second.token), withoutPermit);
  if (repeated.kind === 'response' && repeated.status === 401) tokens.forget(second.token);
  return { kind: 'sent', result: repeated, accessToken: second.token };
}
