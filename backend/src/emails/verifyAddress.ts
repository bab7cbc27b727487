import { checkBounds } from './checkBounds.ts';
import type { MailDomains } from './dns/createMailDomains.ts';
import { judgeEmail, needsDns } from './verdict/judgeEmail.ts';
import { judgeEmails, judgeFailed } from './judgeEmails.ts';
import { readAddress } from './verdict/readAddress.ts';
import type { Judgement } from './verdict/types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';

/** The check of one address that a person waits for: its verdict within the budget, whatever DNS or the database do. */
export async function verifyAddress(
  { mailDomains, log, clock }: { mailDomains: MailDomains; log: Logger; clock: Clock },
  email: string,
): Promise<Judgement> {
  const read = readAddress(email);
  if (!needsDns(read)) return judgeEmail(read, null);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Judgement>((resolve) => {
    timer = setTimeout(() => resolve(judgeEmail(read, { kind: 'failed', why: 'timeout' })), checkBounds.budgetMs);
  });
  try {
    const check = judgeEmails(mailDomains, [email], { person: true, failuresSince: clock.now() });
    // Somebody else's check of the same domain may have been called off.
    const judgement = check.then(
      (judgements) => judgements.get(email) ?? judgeEmail(read, { kind: 'failed', why: 'busy' }),
    );
    return await Promise.race([judgement, late]);
  } catch (error) {
    log.error({ err: error }, 'an e-mail could not be checked');
    return judgeFailed(email);
  } finally {
    clearTimeout(timer);
  }
}
