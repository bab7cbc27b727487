import { type EmailReasonCode, type EmailVerdict, emailVerdictWords, type Lead } from '@tinygenesy/contract';
import { momentWords } from './time.ts';

type EmailOf = Pick<
  Lead,
  'email' | 'emailVerdict' | 'emailReasons' | 'emailCheck' | 'emailCheckedAt' | 'emailRetryAt' | 'emailSuggestion'
>;

/** What is said beside an e-mail. */
export type EmailBadge = {
  /** The verdict, or what is going on; null: nothing was asked yet. */
  words: string | null;
  tone: 'none' | 'busy' | 'good' | 'bad' | 'warning' | 'quiet';
  /** The sandbox decided the verdict. */
  isTestData: boolean;
  /** Why, for hovering. */
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

/** When an unknown address is asked about again, as the end of a sentence; null when it is not. */
export const retryWords = (lead: Pick<Lead, 'emailRetryAt'>, nowMs: number = Date.now()): string | null => {
  if (lead.emailRetryAt === null) return null;
  return Date.parse(lead.emailRetryAt) <= nowMs
    ? 'we ask again in a moment'
    : `we ask again at ${momentWords(lead.emailRetryAt, nowMs)}`;
};

export const reasonsWords = (lead: EmailOf, nowMs: number = Date.now()): string =>
  [
    ...lead.emailReasons.map(({ text }) => text),
    lead.emailVerdict === 'unknown' ? retryWords(lead, nowMs) : null,
    lead.emailSuggestion === null ? null : `did you mean ${lead.emailSuggestion}?`,
  ]
    .filter((part) => part !== null)
    .join('; ');

/** What to say about a lead's e-mail; while it is being checked, the verdict it has stays in the reasons. */
export const emailBadge = (lead: EmailOf, nowMs: number = Date.now()): EmailBadge => {
  if (lead.email === null) return { words: null, tone: 'none', isTestData: false, why: null };
  const isTestData = lead.emailReasons.some(({ code }) => code === 'sandbox');
  const known =
    lead.emailVerdict === null
      ? ''
      : ` Until now: ${emailVerdictWords[lead.emailVerdict]}. ${reasonsWords(lead, nowMs)}`;
  if (lead.emailCheck === 'queued') {
    return { words: 'waiting', tone: 'busy', isTestData, why: `It is checked as soon as it is its turn.${known}` };
  }
  if (lead.emailCheck === 'checking') {
    return { words: 'checking…', tone: 'busy', isTestData, why: `The domain’s name servers are being asked.${known}` };
  }
  if (lead.emailVerdict === null) return { words: null, tone: 'none', isTestData, why: null };
  return {
    words: emailVerdictWords[lead.emailVerdict],
    tone: verdictTones[lead.emailVerdict],
    isTestData,
    why: reasonsWords(lead, nowMs),
  };
};

/** How deep a check looked, in words. */
export const depthWords = (depth: Lead['emailDepth']): string | null => {
  if (depth === null) return null;
  return {
    syntax: 'Only the address itself was looked at.',
    dns: 'The address and its domain’s mail servers were looked at; the mailbox itself was not asked.',
    smtp: 'The mail server was asked about the mailbox.',
  }[depth];
};

/** What a reason is called in a list of many. */
const reasonLabels: Record<EmailReasonCode, string> = {
  no_at: 'No @',
  no_local_part: 'Nothing before the @',
  no_domain: 'Nothing behind the @',
  too_long: 'Too long',
  local_part_too_long: 'Too long before the @',
  bad_dots: 'Dots in wrong places',
  bad_character: 'Character that can’t be',
  bad_quotes: 'Quotation marks',
  comment: 'Comment in brackets',
  bad_ip_literal: 'No IP address in [ ]',
  bad_domain: 'No domain behind the @',
  bad_idn: 'Malformed international domain',
  no_top_level_domain: 'No ending such as .com',
  domain_not_found: 'Domain does not exist',
  no_mail_server: 'Domain has no mail server',
  null_mx: 'Domain takes no mail',
  disposable: 'Disposable',
  role_account: 'Office, not a person',
  implicit_mx: 'No mail server named',
  smtputf8: 'International letters',
  ip_literal: 'IP address as domain',
  dns_timeout: 'Name server did not answer',
  dns_servfail: 'Name server had a fault',
  dns_refused: 'Name server refused',
  dns_unreachable: 'Name server not reached',
  dns_bad_answer: 'Name server made no sense',
  dns_busy: 'Not asked in time',
  check_failed: 'Check failed',
  interrupted: 'Check interrupted',
  gave_up: 'Asked for a day',
  has_mail_server: 'Domain has a mail server',
  free_mail: 'Free-mail provider',
  sandbox: 'Sandbox (test data)',
};
export const emailReasonOptions = Object.entries(reasonLabels).map(([value, label]) => ({ value, label }));
