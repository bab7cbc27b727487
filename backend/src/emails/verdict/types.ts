import type { EmailVerification } from '@tinygenesy/contract';

/** An address whose text is in order, in its parts. */
export interface ReadAddress {
  /** Trimmed, lower-cased, NFC. */
  email: string;
  local: string;
  /** In ASCII, lower case; the whole `[…]` of an IP literal. */
  domain: string;
  isIpLiteral: boolean;
  /** Whether the local part goes beyond ASCII, which a mail server has to support (SMTPUTF8). */
  needsSmtputf8: boolean;
}

/** What DNS says about a domain's mail; `isTestData`: the sandbox's name server said it. */
export type MailAnswer = DomainMail & { isTestData?: true };

export type DomainMail =
  | { kind: 'mx'; host: string }
  /** No MX record, but an address record: mail goes there (RFC 5321, 5.1). */
  | { kind: 'address' }
  /** The domain says that it takes no mail (RFC 7505). */
  | { kind: 'null_mx' }
  | { kind: 'no_mail' }
  | { kind: 'no_domain' }
  | { kind: 'failed'; why: DnsFailure };

/** Why a question to DNS has no answer. `busy`: it was not asked in time; `check`: a fault of ours. */
export type DnsFailure = 'timeout' | 'servfail' | 'refused' | 'unreachable' | 'bad_answer' | 'busy' | 'check';

/** What the rules make of an address; when it was checked and when it is checked again is added by who asks them. */
export type Judgement = Omit<EmailVerification, 'checkedAt' | 'retryAt'>;

/**
 * Where a check of the mailbox itself will be joined in (depth `smtp`): the rules take its answer beside that of DNS.
 * Nothing implements it.
 */
export interface MailboxProbe {
  probe(
    address: ReadAddress,
    host: string,
    deadlineMs: number,
  ): Promise<'accepted' | 'refused' | 'catch_all' | 'later' | 'no_answer'>;
}
