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
 * Recognizes the values in a text of a suppression list and returns them in the form in which leads are compared: usually
 * one, or each of several addresses, numbers or profiles. A domain also covers its subdomains, and a plain address its plus
 * addresses.
 * @param options.kind the kind that the value's column names; null: by its look
 * @returns at least one value, or a single problem
 */
export function readEntries(
  text: string,
  { defaultCountryCode, kind }: { defaultCountryCode: string | null; kind: SuppressionKind | null },
): ReadEntry[] {
  const entry = bare(text);
  if (entry.includes('\uFFFD')) return [problem('has letters that could not be decoded: save the file as UTF-8')];
  const read = kind === null ? byLook(entry, defaultCountryCode) : readers[kind](entry, defaultCountryCode);
  if (read !== null && read.kind !== null) return [read, ...furtherPhones(entry, read, defaultCountryCode)];
  const among = amongWords(entry, kind, defaultCountryCode);
  if (among.length > 0) return among;
  return [read ?? problem(kind === null ? 'is no email, domain, phone number or LinkedIn profile' : notOf[kind])];
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

/** The other numbers of a text with several: each of them may be dialed. */
function furtherPhones(entry: string, { kind }: SuppressionValue, country: string | null): ReadEntry[] {
  if (kind !== 'phone') return [];
  const phone = parsePhone(entry, { defaultCountry: country });
  return phone.kind === 'phone'
    ? (phone.further ?? []).map(({ e164 }): ReadEntry => ({ kind: 'phone', value: e164 }))
    : [];
}

/**
 * Finds the values among other words: `- ana@acme.com`, `ana@acme.com (asked twice)`, `Tel. +34 612 345 678`. Nothing is
 * found unless each address of the text can be read.
 */
function amongWords(entry: string, kind: SuppressionKind | null, country: string | null): SuppressionValue[] {
  const words = entry.split(/[\s,;|<>()[\]{}"“”]+/u).map((word) => bare(word.replace(/^\p{L}+:(?!\/)/u, '')));
  const addresses = words.filter((word) => word.includes('@') || /linkedin\.com\//iu.test(word));
  const read = addresses.map((word) => byLook(word, country));
  if (read.length > 0) return read.every(isValue) && fits(read, kind) ? read : [];
  const label = /^(?:domain|website|url)\s*:\s*(\S+)$|^(?:[-*–•]|\d{1,3}[.)])\s+(\S+)$/iu.exec(entry);
  const domain = label === null ? null : readDomain(label[1] ?? label[2] ?? '');
  if (domain !== null && isValue(domain) && fits([domain], kind)) return [domain];
  const phone = parsePhone(entry, { defaultCountry: country });
  if (phone.kind !== 'phone' || phone.unusual || !fits([{ kind: 'phone', value: '' }], kind)) return [];
  return [phone, ...(phone.further ?? [])].map(({ e164 }) => ({ kind: 'phone', value: e164 }));
}

const isValue = (read: ReadEntry | null): read is SuppressionValue => read !== null && read.kind !== null;

/** Returns whether values belong to the kind of their column. A domain of addresses stands in a column of emails too. */
const fits = (values: readonly SuppressionValue[], kind: SuppressionKind | null): boolean =>
  kind === null || values.every((value) => value.kind === kind || (kind === 'email' && value.kind === 'domain'));

function byLook(entry: string, country: string | null): ReadEntry | null {
  if (/(?:^|[/.])linkedin\.com\//iu.test(entry) || /^\/?in\/[^/\s]+\/?$/iu.test(entry)) return readProfile(entry);
  if (isDomainOfAddresses(entry)) return readDomain(entry);
  if (entry.includes('@') && !entry.includes('://')) return readEmail(entry);
  if (looksLikePhone(entry) || messenger.test(entry)) return readPhone(entry, country);
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
    .replace(/^=\s*/u, '')
    .replace(/^['"“”„«»‘’]+|['"“”„«»‘’;,]+$/gu, '')
    .replace(/^(?:mailto|smtp|tel|callto|whatsapp):\s*/iu, '')
    .replace(/(?<=@.*)\?\S*$/u, '')
    .trim();
}

/** `@acme.com`, `*@acme.com` and `%@acme.com` (SQL) stand for all addresses of a domain. */
const anyAddress = /^[*%]?@(?:[*%]\.)?/u;
const isDomainOfAddresses = (entry: string): boolean => anyAddress.test(entry);
/** Links to a chat, whose path is a number. */
const messenger = /^(?:https?:\/\/)?(?:wa\.me|api\.whatsapp\.com)\//iu;

const looksLikePhone = (entry: string): boolean =>
  /^[+(\p{Nd}][\p{Nd}\s().\-/+]*(?:\s*(?:x|ext\.?)\s*\d+)?$/iu.test(entry) && entry.replace(/\P{Nd}/gu, '').length >= 5;

function readEmail(entry: string): ReadEntry | null {
  if (!/^[^\s@<>,;:"()[\]\\]+@[^\s@]+$/u.test(entry)) return null;
  const value = comparableEmail(entry);
  return isDomain(value.slice(value.lastIndexOf('@') + 1)) ? { kind: 'email', value } : null;
}

function readDomain(entry: string): ReadEntry | null {
  const given = entry.replace(anyAddress, '').replace(/^[*%]?\.|^[*%](?=\p{L})/u, '');
  if (given === '' || /\s/u.test(given) || (given.includes('@') && !given.includes('://'))) return null;
  const host = bareHost(given);
  const value = host === null ? null : comparableDomain(host);
  if (value === null || !isDomain(value)) return null;
  if (value === 'linkedin.com') return problem(notOf.profile);
  if (sharedEnding.test(value)) {
    return problem('is an ending that many companies share: list their domains, or all of them would be left out');
  }
  if (isFreeMailDomain(value)) {
    return problem('is a free email provider: list the single addresses, or everybody there would be left out');
  }
  return { kind: 'domain', value };
}

/** Second levels below which countries register names: `co.uk`, `com.br`. */
const sharedEnding = /^(?:com?|org?|net?|gov|gob|go|gouv|govt|edu|ac|mil|nom)\.[a-z]{2}$/u;

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
