import type { EmailReasonCode } from '@tinygenesy/contract';

/** What each reason says to a person, as a sentence without its full stop. */
const texts: Record<EmailReasonCode, string> = {
  no_at: 'There is no @ in it',
  no_local_part: 'Nothing stands before the @',
  no_domain: 'Nothing stands behind the @',
  too_long: 'It is longer than the 254 characters that mail allows',
  local_part_too_long: 'What stands before the @ is longer than the 64 characters that mail allows',
  bad_dots: 'A dot stands at an end, or two stand side by side',
  bad_character: 'It holds a character that no address may have',
  bad_quotes: 'Its quotation marks are not in order',
  comment: 'It holds a comment in brackets, which mail servers refuse',
  bad_ip_literal: 'What stands between the square brackets is no IP address',
  bad_domain: 'What stands behind the @ is no domain',
  bad_idn: 'Its international domain is malformed',
  no_top_level_domain: 'The domain has no ending such as .com',
  domain_not_found: 'The domain does not exist',
  no_mail_server: 'The domain has no mail server',
  null_mx: 'The domain says that it takes no mail',
  disposable: 'It is a disposable address, made to be thrown away',
  role_account: 'It belongs to an office, not to a person',
  implicit_mx: 'The domain names no mail server; its web server may take mail or not',
  smtputf8: 'It has international letters before the @, which not every mail server takes',
  ip_literal: 'It names an IP address in place of a domain, which most mail servers refuse',
  dns_timeout: 'The name server did not answer in 4 s',
  dns_servfail: 'The name server could not find out about the domain',
  dns_refused: 'The name server refused to answer',
  dns_unreachable: 'The name server could not be reached',
  dns_bad_answer: 'The name server gave an answer that makes no sense',
  dns_busy: 'It was not asked in time, because too many others were',
  check_failed: 'The check failed for a reason of ours',
  interrupted: 'The check was interrupted',
  gave_up: 'It was asked again for a day; now only a new check does',
  has_mail_server: 'The domain has a mail server; the mailbox itself was not asked',
  free_mail: 'It is at a free-mail provider',
  sandbox: 'Test data: the sandbox name server answered',
};

/** A reason with its words. */
export const emailReason = (code: EmailReasonCode): { code: EmailReasonCode; text: string } => ({
  code,
  text: texts[code],
});
