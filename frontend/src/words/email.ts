import { type EmailReasonCode, type EmailVerdict, emailVerdictWords, type Lead } from '@tinygenesy/contract';
import { momentWords } from './time.ts';

type EmailOf = Pick<
  Lead,
  'email' | 'emailVerdict' | 'emailReasons' | 'emailCheck' | 'emailCheckedAt' | 'emailRetryAt' | 'emailSuggestion'
>;

/** Badge next to an email address. */
export type EmailBadge = {
  /** The email status, or the progress of a check; null before the first check. */
  words: string | null;
  tone: 'none' | 'busy' | 'good' | 'bad' | 'warning' | 'quiet';
  /** The status is the sandbox's test data. */
  isTestData: boolean;
  /** The reasons, for a tooltip. */
  why: string | null;
};

const verdictTones: Record<EmailVerdict, EmailBadge['tone']> = {
  valid: 'good',
  invalid: 'bad',
  risky: 'warning',
  unknown: 'quiet',
};
export const verdictColors: Record<EmailVerdict, string> = {
  valid: 'teal',
  invalid: 'red',
  risky: 'yellow',
  unknown: 'gray',
};

/** Returns when an unknown address is checked again, as the end of a sentence. Null without a next check. */
export const retryWords = (lead: Pick<Lead, 'emailRetryAt'>, nowMs: number = Date.now()): string | null => {
  if (lead.emailRetryAt === null) return null;
  return Date.parse(lead.emailRetryAt) <= nowMs
    ? 'next check in a moment'
    : `next check at ${momentWords(lead.emailRetryAt, nowMs)}`;
};

export const reasonsWords = (lead: EmailOf, nowMs: number = Date.now()): string =>
  [
    ...lead.emailReasons.map(({ text }) => text),
    lead.emailVerdict === 'unknown' ? retryWords(lead, nowMs) : null,
    lead.emailSuggestion === null ? null : `did you mean ${lead.emailSuggestion}?`,
  ]
    .filter((part) => part !== null)
    .join('; ');

/** Returns the badge of a lead's email. During a check the reasons still name the previous status. */
export const emailBadge = (lead: EmailOf, nowMs: number = Date.now()): EmailBadge => {
  if (lead.email === null) return { words: null, tone: 'none', isTestData: false, why: null };
  const isTestData = lead.emailReasons.some(({ code }) => code === 'sandbox');
  const known =
    lead.emailVerdict === null
      ? ''
      : ` Previous result: ${emailVerdictWords[lead.emailVerdict]}. ${reasonsWords(lead, nowMs)}`;
  if (lead.emailCheck === 'queued') {
    return { words: 'waiting', tone: 'busy', isTestData, why: `Waiting for a free slot.${known}` };
  }
  if (lead.emailCheck === 'checking') {
    return { words: 'checking…', tone: 'busy', isTestData, why: `Looking up the domain’s DNS records.${known}` };
  }
  if (lead.emailVerdict === null) return { words: null, tone: 'none', isTestData, why: null };
  return {
    words: emailVerdictWords[lead.emailVerdict],
    tone: verdictTones[lead.emailVerdict],
    isTestData,
    why: reasonsWords(lead, nowMs),
  };
};

/** Returns what a suggestion changes: the domain, or the whole address. */
export const correctionWords = (email: string, suggestion: string): string => {
  const at = suggestion.lastIndexOf('@');
  return at > 0 && email.startsWith(suggestion.slice(0, at + 1)) ? suggestion.slice(at + 1) : suggestion;
};

/** Returns the depth of a check as a sentence. */
export const depthWords = (depth: Lead['emailDepth']): string | null => {
  if (depth === null) return null;
  return {
    syntax: 'Only the syntax of the address was checked.',
    dns: 'The address and its domain’s mail servers were checked, the mailbox was not.',
    smtp: 'The mailbox was checked with its mail server.',
  }[depth];
};

/** Labels of the reasons in filters and counts. */
const reasonLabels: Record<EmailReasonCode, string> = {
  no_at: 'No @',
  no_local_part: 'Missing local part (before the @)',
  no_domain: 'Missing domain (after the @)',
  too_long: 'Too long',
  local_part_too_long: 'Local part too long',
  bad_dots: 'Misplaced dots',
  bad_character: 'Invalid character',
  bad_quotes: 'Quotation marks',
  comment: 'Comment in parentheses',
  bad_ip_literal: 'Invalid IP address in [ ]',
  bad_domain: 'Invalid domain',
  bad_idn: 'Malformed international domain',
  no_top_level_domain: 'Missing top-level domain',
  domain_not_found: 'Domain does not exist',
  no_mail_server: 'Domain has no mail server',
  null_mx: 'Domain accepts no email',
  mx_loopback: 'Mail server is localhost',
  mx_private: 'Mail server has a private address',
  mx_ip_address: 'IP address in the MX record',
  mx_bad_name: 'Incomplete name in the MX record',
  address_loopback: 'No MX record, loopback address',
  address_private: 'No MX record, private address',
  ip_literal_loopback: 'Loopback address as domain',
  disposable: 'Disposable address',
  role_account: 'Role address',
  implicit_mx: 'No MX record',
  smtputf8: 'International characters',
  ip_literal: 'IP address as domain',
  dns_timeout: 'DNS timeout',
  dns_servfail: 'DNS server error',
  dns_refused: 'DNS query refused',
  dns_unreachable: 'DNS server unreachable',
  dns_bad_answer: 'Invalid DNS response',
  dns_busy: 'Not checked in time',
  check_failed: 'Check failed',
  interrupted: 'Check interrupted',
  gave_up: 'No answer for 24 hours',
  has_mail_server: 'Domain has a mail server',
  mx_unresolved: 'No IP address of the mail server',
  free_mail: 'Free email provider',
  sandbox: 'Sandbox (test data)',
};
export const emailReasonOptions = Object.entries(reasonLabels).map(([value, label]) => ({ value, label }));
