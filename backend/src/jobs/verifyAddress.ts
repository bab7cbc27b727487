import { checkBounds } from '../emails/checkBounds.ts';
import type { MailDomains } from '../emails/createMailDomains.ts';
import { judgeEmail, needsDns } from '../emails/judgeEmail.ts';
import { judgeEmails } from '../emails/judgeEmails.ts';
import { readAddress } from '../emails/readAddress.ts';
import type { Judgement } from '../emails/types.ts';

/** The check of one address that a person waits for: its verdict within the budget, whatever DNS or the database do. */
export async function verifyAddress(mailDomains: MailDomains, email: string, now: Date): Promise<Judgement> {
  const read = readAddress(email);
  if (!needsDns(read)) return judgeEmail(read, null);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Judgement>((resolve) => {
    timer = setTimeout(() => resolve(judgeEmail(read, { kind: 'failed', why: 'timeout' })), checkBounds.budgetMs);
  });
  try {
    const check = judgeEmails(mailDomains, [email], { person: true, failuresSince: now });
    // Somebody else's check of the same domain may have been called off.
    const judgement = check.then(
      (judgements) => judgements.get(email) ?? judgeEmail(read, { kind: 'failed', why: 'busy' }),
    );
    return await Promise.race([judgement, late]);
  } finally {
    clearTimeout(timer);
  }
}
