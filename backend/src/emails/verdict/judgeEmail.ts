import type { EmailReasonCode, EmailVerdict } from '@tinygenesy/contract';
import { isFreeMailDomain } from '../../leads/freeMailDomains.ts';
import disposable from './disposableDomains.json' with { type: 'json' };
import { addressReach } from '../../platform/addressReach.ts';
import { emailReason } from './emailReason.ts';
import { isRoleAccount } from './isRoleAccount.ts';
import type { readAddress } from './readAddress.ts';
import { suggestDomain } from './suggestDomain.ts';
import type { DeadAddress, DeadServer, DnsFailure, Judgement, MailAnswer, ReadAddress } from './types.ts';

const disposableDomains: ReadonlySet<string> = new Set(disposable.domains);

const failureReasons: Record<DnsFailure, EmailReasonCode> = {
  timeout: 'dns_timeout',
  servfail: 'dns_servfail',
  refused: 'dns_refused',
  unreachable: 'dns_unreachable',
  bad_answer: 'dns_bad_answer',
  busy: 'dns_busy',
  check: 'check_failed',
};

const deadServerReasons: Record<DeadServer, EmailReasonCode> = {
  loopback: 'mx_loopback',
  private: 'mx_private',
  ip_address: 'mx_ip_address',
  bad_name: 'mx_bad_name',
};
const deadAddressReasons: Record<DeadAddress, EmailReasonCode> = {
  loopback: 'address_loopback',
  private: 'address_private',
};

/**
 * Decides the verdict of an address, by rules alone.
 * @param read the result of `readAddress`
 * @param answer the DNS answer about its domain; null if none is needed (see `needsDns`)
 */
export function judgeEmail(read: ReturnType<typeof readAddress>, answer: MailAnswer | null): Judgement {
  const judged = judge(read, answer);
  return answer?.isTestData ? { ...judged, reasons: [...judged.reasons, emailReason('sandbox')] } : judged;
}

function judge(read: ReturnType<typeof readAddress>, answer: MailAnswer | null): Judgement {
  if (!read.ok) return judgement(read.email, 'invalid', 'syntax', read.problems);
  const { address } = read;
  const risks = risksOf(address);
  if (answer === null) {
    return isLoopback(address)
      ? judgement(address.email, 'invalid', 'syntax', ['ip_literal_loopback'])
      : judgement(address.email, 'risky', 'syntax', risks);
  }
  switch (answer.kind) {
    case 'no_domain':
      return noMail(address, 'domain_not_found');
    case 'no_mail':
      return noMail(address, 'no_mail_server');
    case 'null_mx':
      return noMail(address, 'null_mx');
    case 'mx_dead':
      return noMail(address, deadServerReasons[answer.why]);
    case 'address_dead':
      return noMail(address, deadAddressReasons[answer.why]);
    case 'failed':
      return judgement(address.email, 'unknown', 'syntax', [failureReasons[answer.why], ...risks]);
    case 'address':
      return {
        ...judgement(address.email, 'risky', 'dns', [...risks, 'implicit_mx', ...notesOf(address)]),
        suggestion: suggestion(address),
      };
    case 'mx':
    case 'mx_unresolved': {
      const notes = [...(answer.kind === 'mx' ? [] : (['mx_unresolved'] as const)), ...notesOf(address)];
      return risks.length > 0
        ? judgement(address.email, 'risky', 'dns', [...risks, ...notes])
        : judgement(address.email, 'valid', 'dns', ['has_mail_server', ...notes]);
    }
  }
}

const noMail = (address: ReadAddress, code: EmailReasonCode): Judgement => ({
  ...judgement(address.email, 'invalid', 'dns', [code]),
  suggestion: suggestion(address),
});

/** Returns whether the verdict depends on DNS. */
export const needsDns = (read: ReturnType<typeof readAddress>): read is { ok: true; address: ReadAddress } =>
  read.ok && !read.address.isIpLiteral;

function judgement(
  email: string,
  verdict: EmailVerdict,
  depth: Judgement['depth'],
  codes: readonly EmailReasonCode[],
): Judgement {
  return { email, verdict, depth, reasons: codes.map(emailReason), suggestion: null };
}

/** Lists the risks in the address itself, the most severe first. */
function risksOf(address: ReadAddress): EmailReasonCode[] {
  const risks: EmailReasonCode[] = [];
  if (isDisposable(address.domain)) risks.push('disposable');
  if (address.isIpLiteral) risks.push('ip_literal');
  if (isRoleAccount(address.local)) risks.push('role_account');
  if (address.needsSmtputf8) risks.push('smtputf8');
  return risks;
}

/** Returns whether an IP literal leads to the sender's own machine. */
const isLoopback = ({ domain, isIpLiteral }: ReadAddress): boolean =>
  isIpLiteral && addressReach(domain.replace(/^\[(?:ipv6:)?|\]$/gu, '')) === 'loopback';

const notesOf = ({ domain }: ReadAddress): EmailReasonCode[] => (isFreeMailDomain(domain) ? ['free_mail'] : []);

/** Returns whether a domain or one of its parent domains is disposable. */
function isDisposable(domain: string): boolean {
  const labels = domain.split('.');
  return labels.some((_, index) => index < labels.length - 1 && disposableDomains.has(labels.slice(index).join('.')));
}

function suggestion({ local, domain }: ReadAddress): string | null {
  const meant = suggestDomain(domain);
  return meant === null ? null : `${local}@${meant}`;
}
