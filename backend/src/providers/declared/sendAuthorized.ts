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
  | { kind: 'unsent'; answer: Exclude<AccessToken, { kind: 'token' }>['answer'] }
  /** The request was sent, and refused because of its access token. A repeat uses another token and another permit. */
  | { kind: 'token_refused' };

/**
 * Sends one request, with an access token where the definition has one. After a 401 the caller may repeat the request once:
 * a refused token charged nothing.
 * @param build the request with the access token; null without one
 */
export async function sendAuthorized(
  source: Source,
  build: (accessToken: string | null) => DeclaredRequest,
  options: AskOptions,
): Promise<Sent> {
  const { tokens } = source;
  if (tokens === null) {
    return { kind: 'sent', result: await sendDeclared(source, build(null), options), accessToken: null };
  }
  const access = await tokens.of(options);
  if (access.kind !== 'token') return { kind: 'unsent', answer: access.answer };
  // The permit grew old while the token was asked for. The next one finds the token.
  if (access.isNew && options.beforeSend !== undefined) {
    return { kind: 'unsent', answer: { kind: 'aborted', uncertain: false } };
  }
  const result = await sendDeclared(source, build(access.token), options);
  if (result.kind === 'response') {
    if (result.status !== 401) tokens.accepted();
    else if (tokens.refused(access.token)) return { kind: 'token_refused' };
  }
  return { kind: 'sent', result, accessToken: access.token };
}
