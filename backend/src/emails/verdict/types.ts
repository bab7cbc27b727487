import type { EmailVerification } from '@tinygenesy/contract';

/** The parts of a well-formed address. */
export interface ReadAddress {
  /** Trimmed, lower-cased, NFC. */
  email: string;
  local: string;
  /** In ASCII, lower case; the whole `[…]` of an IP literal. */
  domain: string;
  isIpLiteral: boolean;
  /** Whether the local part has non-ASCII characters, which need a mail server with SMTPUTF8. */
  needsSmtputf8: boolean;
}

/** The DNS answer about a domain's mail. `isTestData`: it comes from the sandbox name server. */
export type MailAnswer = DomainMail & { isTestData?: true };

export type DomainMail =
  | { kind: 'mx'; host: string }
  /** The MX records name hosts without an address record. */
  | { kind: 'mx_unresolved'; host: string }
  /** No mail server of the MX records can be reached. `why`: of the preferred one. */
  | { kind: 'mx_dead'; why: DeadServer }
  /** No MX record but an address record, which receives the mail (RFC 5321, 5.1). */
  | { kind: 'address' }
  /** No MX record, and only address records that can't be reached. */
  | { kind: 'address_dead'; why: DeadAddress }
  /** The domain accepts no mail (RFC 7505). */
  | { kind: 'null_mx' }
  | { kind: 'no_mail' }
  | { kind: 'no_domain' }
  | { kind: 'failed'; why: DnsFailure };

/** Why an address leads nowhere: it is loopback or unspecified; or private or reserved. */
export type DeadAddress = 'loopback' | 'private';
/** Why a mail server can't be reached: by its addresses, or because the record holds an address or no full name. */
export type DeadServer = DeadAddress | 'ip_address' | 'bad_name';

/** Why a DNS query has no answer. `busy`: not sent in time; `check`: an internal error. */
export type DnsFailure = 'timeout' | 'servfail' | 'refused' | 'unreachable' | 'bad_answer' | 'busy' | 'check';

/** A verdict by the rules. The caller adds the times of this check and the next one. */
export type Judgement = Omit<EmailVerification, 'checkedAt' | 'retryAt'>;
