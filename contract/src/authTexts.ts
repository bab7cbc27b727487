import type { Auth } from './providerAuth.ts';

/** The texts of an authentication that may contain templates, each with its place. */
export function authTexts(auth: Auth): { at: string[]; text: string }[] {
  if (Array.isArray(auth)) return auth.map(({ value }, index) => ({ at: [String(index)], text: value }));
  if ('basic' in auth) return auth.basic.map((text) => ({ at: [], text }));
  if (!('oauth2' in auth)) return [{ at: [], text: auth.value }];
  const { id, secret, scope } = auth.oauth2;
  const texts = { id, secret, ...(scope === undefined ? {} : { scope }) };
  return Object.entries(texts).map(([name, text]) => ({ at: ['oauth2', name], text }));
}
