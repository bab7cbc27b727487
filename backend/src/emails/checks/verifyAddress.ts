import type { EmailVerification } from '@tinygenesy/contract';
import { checkBounds } from './checkBounds.ts';
import type { MailDomains } from '../dns/createMailDomains.ts';
import { judgeEmail, needsDns } from '../verdict/judgeEmail.ts';
import { judgeEmails, judgeFailed } from './judgeEmails.ts';
import { recheckPlan } from './recheckPlan.ts';
import { readAddress } from '../verdict/readAddress.ts';
import type { Judgement } from '../verdict/types.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';

export interface VerifyDeps {
  mailDomains: MailDomains;
  log: Logger;
  clock: Clock;
}

/** Verifies an address within five seconds. Saves nothing but the DNS answer about its domain. */
export async function verifyEmail(deps: VerifyDeps, email: string): Promise<EmailVerification> {
  const judgement = await verifyAddress(deps, email);
  const now = deps.clock.now();
  const retryAt = judgement.verdict === 'unknown' ? recheckPlan(now, 0, now) : null;
  return { ...judgement, checkedAt: now.toISOString(), retryAt: retryAt?.toISOString() ?? null };
}

/** Judges one address that a person waits for, within the budget even when DNS or the database does not answer. */
export async function verifyAddress({ mailDomains, log, clock }: VerifyDeps, email: string): Promise<Judgement> {
  const read = readAddress(email);
  if (!needsDns(read)) return judgeEmail(read, null);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Judgement>((resolve) => {
    timer = setTimeout(() => resolve(judgeEmail(read, { kind: 'failed', why: 'timeout' })), checkBounds.budgetMs);
  });
  try {
    const check = judgeEmails(mailDomains, [email], { person: true, failuresSince: clock.now() });
    // Another check of the same domain may have been cancelled.
    const judgement = check.then(
      (judgements) => judgements.get(email) ?? judgeEmail(read, { kind: 'failed', why: 'busy' }),
    );
    return await Promise.race([judgement, late]);
  } catch (error) {
    log.error({ err: error }, 'an email could not be verified');
    return judgeFailed(email);
  } finally {
    clearTimeout(timer);
  }
}
