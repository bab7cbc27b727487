import { domainToASCII } from 'node:url';
import type { SuppressionKind } from '@tinygenesy/contract';
import { bareHost } from '../leadInput.ts';
import { readLinkedin } from '../readLinkedin.ts';

/** A value as the suppression list compares it. */
export interface SuppressionValue {
  kind: SuppressionKind;
  value: string;
}

/** The fields of a lead by which the suppression list may cover it. */
export interface Suppressible {
  email: string | null;
  companyWebsite: string | null;
  phoneNumber: string | null;
  /** Further numbers. */
  phones: unknown;
  linkedinUrl: string | null;
}

/** More labels than any real host has. */
const mostDomains = 10;

/**
 * Lists the values of which one on the list is enough to cover the lead: its email, also without the part after a plus;
 * the domains of its email and website with all parent domains; its phone numbers; its profile.
 */
export function suppressionValues(lead: Suppressible): SuppressionValue[] {
  const email = lead.email === null ? null : comparableEmail(lead.email);
  const hosts = [email?.split('@').at(-1) ?? null, lead.companyWebsite === null ? null : bareHost(lead.companyWebsite)];
  const profile = lead.linkedinUrl === null ? null : readLinkedin(lead.linkedinUrl);
  const values: SuppressionValue[] = [
    ...(email === null ? [] : emailsOf(email)),
    ...hosts.flatMap((host) => (host === null ? [] : domainsOf(host))),
    ...[lead.phoneNumber, ...numbersOf(lead.phones)].flatMap((value) =>
      value === null ? [] : { kind: 'phone' as const, value },
    ),
    ...(profile === null ? [] : [{ kind: 'profile' as const, value: comparableProfile(profile) }]),
  ];
  return [...new Map(values.map((value) => [`${value.kind} ${value.value}`, value])).values()];
}

/** Returns the form of an address in which addresses are compared: lower case, with the domain as in DNS. */
export function comparableEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at).normalize('NFC').toLowerCase();
  return `${local}@${comparableDomain(email.slice(at + 1)) ?? email.slice(at + 1).toLowerCase()}`;
}

/** Returns a domain as in DNS; null for a text that is no domain. */
export function comparableDomain(domain: string): string | null {
  const ascii = domainToASCII(domain.trim().replace(/\.$/u, ''));
  return ascii === '' ? null : ascii.toLowerCase();
}

/** LinkedIn does not distinguish upper and lower case in profiles. */
export const comparableProfile = (profile: string): string => profile.toLowerCase();

function emailsOf(email: string): SuppressionValue[] {
  const [local = '', domain = ''] = email.split('@');
  const plus = local.indexOf('+');
  const plain = plus > 0 ? [`${local.slice(0, plus)}@${domain}`] : [];
  return [email, ...plain].map((value) => ({ kind: 'email', value }));
}

function domainsOf(host: string): SuppressionValue[] {
  const labels = host.split('.');
  return labels
    .slice(0, -1)
    .map((_, index): SuppressionValue => ({ kind: 'domain', value: labels.slice(index).join('.') }))
    .slice(-mostDomains);
}

const numbersOf = (phones: unknown): string[] =>
  Array.isArray(phones)
    ? phones.flatMap((phone: unknown) =>
        typeof phone === 'object' && phone !== null && 'number' in phone && typeof phone.number === 'string'
          ? [phone.number]
          : [],
      )
    : [];
