import type { ProviderDefinition } from '@tinygenesy/contract';
import { type DeclaredRequest, fillPath, fillText } from './buildRequest.ts';

export type OAuth2 = Extract<ProviderDefinition['auth'], { oauth2: unknown }>['oauth2'];

export interface SecretTexts {
  settings: Readonly<Record<string, string>>;
  secrets: Readonly<Record<string, string>>;
}

/** Where the client ID and the client secret stand: in the `Authorization` header, or in the form. */
export type TokenRequestStyle = 'basic' | 'body';

/**
 * Builds the request for an access token by RFC 6749, section 4.4.2. Never both styles at once, which section 2.3 forbids.
 * Null when a setting of the address is blank.
 */
export function tokenRequest(
  { tokenUrl, id, secret, scope }: OAuth2,
  { settings, secrets }: SecretTexts,
  style: TokenRequestStyle,
): DeclaredRequest | null {
  const values = (name: string): string => secrets[name] ?? settings[name] ?? '';
  const url = fillPath(tokenUrl, values);
  if (url === null) return null;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  const scopeText = fillText(scope ?? '', values).trim();
  if (scopeText !== '') form.set('scope', scopeText);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const [clientId, clientSecret] = [fillText(id, values), fillText(secret, values)];
  if (style === 'basic') {
    const credentials = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  } else {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  return { method: 'POST', url, headers, body: form.toString() };
}

/** Section 2.3.1: both parts are form-encoded before they are joined. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
