import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { EmailReasonCode } from '@tinygenesy/contract';
import type { ReadAddress } from './types.ts';

/** Limits in octets, from RFC 5321, 4.5.3.1 (address, local part) and RFC 1035 (domain, label). */
const mostOctets = { address: 254, local: 64, domain: 253, label: 63 };

/**
 * Parses an address by RFC 5321: dot-strings, quoted strings, domains and address literals. International addresses
 * (RFC 6531) are allowed, comments (RFC 5322) are not.
 * @param text in any case, with or without surrounding spaces
 * @returns the parts of the address, or all its problems
 */
export function readAddress(
  text: string,
): { ok: true; address: ReadAddress } | { ok: false; email: string; problems: EmailReasonCode[] } {
  const email = text.trim().normalize('NFC').toLowerCase();
  const refuse = (...problems: EmailReasonCode[]) => ({ ok: false as const, email, problems });
  const isTooLong = octets(email) > mostOctets.address;
  // A text of twice the allowed length is not parsed further.
  if (email.length > 2 * mostOctets.address) return refuse('too_long');

  const at = placeOfAt(email);
  if (at === null) return refuse('bad_quotes');
  if (at < 0) return refuse('no_at', ...(isTooLong ? (['too_long'] as const) : []));
  const local = email.slice(0, at);
  const read = readDomain(email.slice(at + 1));
  const problems = new Set<EmailReasonCode>([
    ...(isTooLong ? (['too_long'] as const) : []),
    ...localProblems(local),
    ...('problem' in read ? [read.problem] : []),
  ]);
  if (problems.size > 0 || 'problem' in read) return refuse(...problems);
  const { domain, isIpLiteral } = read;
  return { ok: true, address: { email, local, domain, isIpLiteral, needsSmtputf8: !isAscii(local) } };
}

const octets = (text: string): number => Buffer.byteLength(text, 'utf8');
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/u.test(text);

/** Finds the `@` after the local part: after a quoted string, else the last one. -1: no `@`; null: unclosed quotes. */
function placeOfAt(email: string): number | null {
  if (!email.startsWith('"')) return email.lastIndexOf('@');
  for (let index = 1; index < email.length; index += 1) {
    if (email[index] === '\\') index += 1;
    else if (email[index] === '"') return email[index + 1] === '@' ? index + 1 : null;
  }
  return null;
}

// RFC 5322 atext, and all non-ASCII characters except control characters and spaces (RFC 6531).
const atoms = /^(?:[a-z0-9!#$%&'*+/=?^_`{|}~.-]|(?!\p{ASCII})[^\p{C}\p{Z}])*$/u;
const quoted = /^"(?:[^"\\\p{C}]|\\[\x20-\x7e])*"$/u;

function localProblems(local: string): EmailReasonCode[] {
  if (local === '') return ['no_local_part'];
  const problems: EmailReasonCode[] = octets(local) > mostOctets.local ? ['local_part_too_long'] : [];
  if (local.startsWith('"')) return quoted.test(local) ? problems : [...problems, 'bad_quotes'];
  if (hasBadDots(local)) problems.push('bad_dots');
  if (/[()]/u.test(local)) problems.push('comment');
  else if (local.includes('"')) problems.push('bad_quotes');
  else if (!atoms.test(local)) problems.push('bad_character');
  return problems;
}

const hasBadDots = (text: string): boolean => text.startsWith('.') || text.endsWith('.') || text.includes('..');

function readDomain(text: string): { domain: string; isIpLiteral: boolean } | { problem: EmailReasonCode } {
  if (text === '') return { problem: 'no_domain' };
  if (/[()]/u.test(text)) return { problem: 'comment' };
  if (text.startsWith('[') || text.endsWith(']')) {
    return isIpLiteral(text) ? { domain: text, isIpLiteral: true } : { problem: 'bad_ip_literal' };
  }
  if (hasBadDots(text)) return { problem: 'bad_dots' };
  // Checked before the conversion, which would decode percent signs and hexadecimal numbers.
  if (!/^(?:[a-z0-9.-]|\P{ASCII})+$/u.test(text)) return { problem: 'bad_domain' };
  const isInternational = !isAscii(text) || /(?:^|\.)xn--/u.test(text);
  const domain = isInternational ? domainToASCII(text) : text;
  if (domain === '') return { problem: 'bad_idn' };
  const labels = domain.split('.');
  if (octets(domain) > mostOctets.domain || !labels.every(isLabel)) return { problem: 'bad_domain' };
  if (labels.length < 2) return { problem: 'no_top_level_domain' };
  // A numeric top-level domain would be an IP address without brackets.
  return /^\d+$/u.test(labels.at(-1) ?? '') ? { problem: 'bad_domain' } : { domain, isIpLiteral: false };
}

const isLabel = (label: string): boolean =>
  label.length <= mostOctets.label && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u.test(label);

function isIpLiteral(text: string): boolean {
  const inside = /^\[(.*)\]$/u.exec(text)?.[1] ?? '';
  return inside.startsWith('ipv6:') ? isIP(inside.slice('ipv6:'.length)) === 6 : isIP(inside) === 4;
}
