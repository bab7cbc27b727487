import type { EmailReasonCode } from '@tinygenesy/contract';

/** The text of each reason, a sentence without its full stop. */
const texts: Record<EmailReasonCode, string> = {
  no_at: 'The address has no @',
  no_local_part: 'The part before the @ is empty',
  no_domain: 'The part after the @ is empty',
  too_long: 'The address is longer than 254 characters',
  local_part_too_long: 'The part before the @ is longer than 64 characters',
  bad_dots: 'A dot is at the start or the end, or follows another dot',
  bad_character: 'The address contains an invalid character',
  bad_quotes: 'The quotation marks are invalid',
  comment: 'The address contains a comment in parentheses, which mail servers reject',
  bad_ip_literal: 'The text in square brackets is not an IP address',
  bad_domain: 'The part after the @ is not a domain',
  bad_idn: 'The international domain is invalid',
  no_top_level_domain: 'The domain has no ending such as .com',
  domain_not_found: 'The domain does not exist',
  no_mail_server: 'The domain has no mail server',
  null_mx: 'The domain accepts no email',
  disposable: 'Disposable address',
  role_account: 'Role address: it belongs to an office, not to a person',
  implicit_mx: 'The domain names no mail server; its web server may or may not accept email',
  smtputf8: 'International characters before the @, which some mail servers reject',
  ip_literal: 'An IP address instead of a domain, which most mail servers reject',
  dns_timeout: 'The name server did not answer in 4 s',
  dns_servfail: 'The name server could not resolve the domain',
  dns_refused: 'The name server refused the query',
  dns_unreachable: 'The name server could not be reached',
  dns_bad_answer: 'Invalid DNS response',
  dns_busy: 'Too many verifications were running, so the domain was not checked in time',
  check_failed: 'The verification failed because of an internal error',
  interrupted: 'The verification was interrupted',
  gave_up: 'No answer for 24 hours; verify again to retry',
  has_mail_server: 'The domain has a mail server; the mailbox was not checked',
  free_mail: 'Free email provider',
  sandbox: 'Test data: the sandbox name server answered',
};

/** Returns a reason with its text. */
export const emailReason = (code: EmailReasonCode): { code: EmailReasonCode; text: string } => ({
  code,
  text: texts[code],
});
