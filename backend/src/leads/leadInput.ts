import type { Lead } from '@tinygenesy/contract';
import { isFreeMailDomain } from './freeMailDomains.ts';

/** The fields of a lead that providers receive. */
export type LookupLead = Pick<
  Lead,
  'firstName' | 'lastName' | 'email' | 'jobTitle' | 'companyName' | 'companyWebsite' | 'countryCode' | 'linkedinUrl'
>;

const tidy = (text: string | null): string | null => text?.normalize('NFC').replace(/\s+/gu, ' ').trim() || null;

/** Joins first and last name; null without both. */
export function fullName(lead: LookupLead): string | null {
  return tidy(`${lead.firstName ?? ''} ${lead.lastName ?? ''}`);
}

/** Normalizes the email for comparison: trimmed, NFC, lower case. */
export function email(lead: LookupLead): string | null {
  return tidy(lead.email)?.toLowerCase() ?? null;
}

export function jobTitle(lead: LookupLead): string | null {
  return tidy(lead.jobTitle);
}

/** Extracts the host as in DNS, without scheme, `www.`, port and path; null when the text contains none. */
export function bareHost(text: string): string | null {
  const first = text.trim().split(/[\s,;]+/u)[0] ?? '';
  const url = parseUrl(withScheme(first));
  const host = url?.hostname.replace(/\.$/u, '') ?? '';
  const bare = /^www\.[^.]+\./u.test(host) ? host.slice('www.'.length) : host;
  return /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*$/u.test(bare) ? bare : null;
}

/** Returns the company's host: from the website, else from an email that no free email provider hosts. */
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
