import type { SuppressionKind } from '@tinygenesy/contract';
import { isFreeMailDomain } from '../../leads/freeMailDomains.ts';
import { bareHost } from '../../leads/leadInput.ts';
import { readLinkedin } from '../../leads/readLinkedin.ts';
import {
  comparableDomain,
  comparableEmail,
  comparableProfile,
  type SuppressionValue,
} from '../../leads/suppression/suppressionValues.ts';
import { parsePhone } from '../../phones/phone.ts';

export type ReadEntry = SuppressionValue | { kind: null; message: string };

/**
 * Recognizes one value of a suppression list and returns it in the form in which leads are compared. A domain also covers
 * its subdomains, and a plain address its plus addresses.
 * @param options.kind the kind that the value's column names; null: by its look
 */
export function readEntry(
  text: string,
  { defaultCountryCode, kind }: { defaultCountryCode: string | null; kind: SuppressionKind | null },
): ReadEntry {
  const entry = bare(text);
  if (entry.includes('\uFFFD')) return problem('has letters that could not be decoded: save the file as UTF-8');
  const read = kind === null ? byLook(entry, defaultCountryCode) : readers[kind](entry, defaultCountryCode);
  return read ?? problem(kind === null ? 'is no email, domain, phone number or LinkedIn profile' : notOf[kind]);
}

const notOf: Record<SuppressionKind, string> = {
  email: 'is no email address',
  domain: 'is no domain, such as acme.com',
  phone: 'is no phone number',
  profile: 'is no LinkedIn profile of a person, such as linkedin.com/in/name',
};

type Reader = (entry: string, defaultCountryCode: string | null) => ReadEntry | null;

const readers: Record<SuppressionKind, Reader> = {
  email: (entry) => (isDomainOfAddresses(entry) ? readDomain(entry) : readEmail(entry)),
  domain: readDomain,
  phone: readPhone,
  profile: readProfile,
};

function byLook(entry: string, country: string | null): ReadEntry | null {
  if (/(?:^|[/.])linkedin\.com\//iu.test(entry) || /^\/?in\/[^/\s]+\/?$/iu.test(entry)) return readProfile(entry);
  if (isDomainOfAddresses(entry)) return readDomain(entry);
  if (entry.includes('@') && !entry.includes('://')) return readEmail(entry);
  if (looksLikePhone(entry)) return readPhone(entry, country);
  return readDomain(entry);
}

/** Removes what programs and people put around a value: quotes, an apostrophe, a name before `<address>`, `mailto:`. */
function bare(text: string): string {
  const trimmed = text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]+/gu, ' ')
    .trim();
  const inBrackets = /<([^<>\s]+)>$/u.exec(trimmed)?.[1];
  return (inBrackets ?? trimmed)
    .replace(/^(?:mailto|tel|callto):\s*/iu, '')
    .replace(/^['"“”„«»‘’]+|['"“”„«»‘’;,]+$/gu, '')
    .trim();
}

/** `@acme.com` and `*@acme.com` stand for all addresses of a domain. */
const isDomainOfAddresses = (entry: string): boolean => /^\*?@/u.test(entry);

const looksLikePhone = (entry: string): boolean =>
  /^[+(\p{Nd}][\p{Nd}\s().\-/+]*(?:\s*(?:x|ext\.?)\s*\d+)?$/iu.test(entry) && entry.replace(/\P{Nd}/gu, '').length >= 5;

function readEmail(entry: string): ReadEntry | null {
  if (!/^[^\s@<>,;:"()[\]\\]+@[^\s@]+$/u.test(entry)) return null;
  const value = comparableEmail(entry);
  return isDomain(value.slice(value.lastIndexOf('@') + 1)) ? { kind: 'email', value } : null;
}

function readDomain(entry: string): ReadEntry | null {
  const given = entry.replace(/^\*?@|^\*\./u, '');
  if (given === '' || /\s/u.test(given) || (given.includes('@') && !given.includes('://'))) return null;
  const host = bareHost(given);
  const value = host === null ? null : comparableDomain(host);
  if (value === null || !isDomain(value)) return null;
  if (value === 'linkedin.com') return problem(notOf.profile);
  if (isFreeMailDomain(value)) {
    return problem('is a free email provider: list the single addresses, or everybody there would be left out');
  }
  return { kind: 'domain', value };
}

const isDomain = (ascii: string): boolean =>
  ascii.length <= 253 && /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)+[a-z](?:[a-z\d-]{0,61}[a-z\d])$/u.test(ascii);

function readPhone(entry: string, country: string | null): ReadEntry | null {
  const phone = parsePhone(entry, { defaultCountry: country });
  if (phone.kind === 'phone') return { kind: 'phone', value: phone.e164 };
  if (country === null && looksLikePhone(entry) && !entry.startsWith('+')) {
    return problem('has no country code: write it like +34 612 345 678, or choose the country of such numbers');
  }
  return problem('is not a possible phone number');
}

function readProfile(entry: string): ReadEntry | null {
  const profile = readLinkedin(entry);
  if (profile !== null) return { kind: 'profile', value: comparableProfile(profile) };
  return /linkedin\.com\/company\//iu.test(entry)
    ? problem('is the LinkedIn page of a company: give its domain instead')
    : problem(notOf.profile);
}

const problem = (message: string): ReadEntry => ({ kind: null, message });
