import type { Lead } from '@tinygenesy/contract';
import { isFreeMailDomain } from './freeMailDomains.ts';

/** The fields of a lead that any provider may be asked with. */
export type LookupLead = Pick<
  Lead,
  'firstName' | 'lastName' | 'email' | 'jobTitle' | 'companyName' | 'companyWebsite' | 'countryCode'
>;

const tidy = (text: string | null): string | null => text?.normalize('NFC').replace(/\s+/gu, ' ').trim() || null;

/** First and last name as one text; null when there is neither. */
export function fullName(lead: LookupLead): string | null {
  return tidy(`${lead.firstName ?? ''} ${lead.lastName ?? ''}`);
}

/** The e-mail address as it is compared everywhere: trimmed, NFC, lower case. */
export function email(lead: LookupLead): string | null {
  return tidy(lead.email)?.toLowerCase() ?? null;
}

export function jobTitle(lead: LookupLead): string | null {
  return tidy(lead.jobTitle);
}

/** A host as DNS knows it, without scheme, `www.`, port and path; null when the text names none. */
export function bareHost(text: string): string | null {
  const first = text.trim().split(/[\s,;]+/u)[0] ?? '';
  const url = parseUrl(withScheme(first));
  const host = url?.hostname.replace(/\.$/u, '') ?? '';
  const bare = /^www\.[^.]+\./u.test(host) ? host.slice('www.'.length) : host;
  return /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*$/u.test(bare) ? bare : null;
}

/** The company's host from the lead's website, or else from an e-mail address that is not a free-mail one. */
export function companyHost(lead: LookupLead): string | null {
  const fromWebsite = lead.companyWebsite === null ? null : bareHost(lead.companyWebsite);
  if (fromWebsite !== null) return fromWebsite;
  const fromEmail = bareHost(email(lead)?.split('@')[1] ?? '');
  return fromEmail === null || isFreeMailDomain(fromEmail) ? null : fromEmail;
}

const withScheme = (text: string): string => (/^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `http://${text}`);

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
