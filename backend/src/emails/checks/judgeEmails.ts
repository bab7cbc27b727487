import { judgeEmail, needsDns } from '../verdict/judgeEmail.ts';
import type { LookUpWish, MailDomains } from '../dns/createMailDomains.ts';
import { readAddress } from '../verdict/readAddress.ts';
import type { Judgement } from '../verdict/types.ts';

/**
 * The verdicts of addresses: each text read, each domain asked about once.
 * @returns without those whose domains were not asked because the wish ended before
 */
export async function judgeEmails(
  mailDomains: MailDomains,
  emails: readonly string[],
  wish: LookUpWish,
): Promise<Map<string, Judgement>> {
  const read = new Map(emails.map((email) => [email, readAddress(email)]));
  const domains = [...read.values()].filter(needsDns).map(({ address }) => address.domain);
  const answers = await mailDomains.lookUp(domains, wish);
  const judgements = new Map<string, Judgement>();
  for (const [email, address] of read) {
    const answer = needsDns(address) ? answers.get(address.address.domain) : null;
    if (answer !== undefined) judgements.set(email, judgeEmail(address, answer));
  }
  return judgements;
}

/** The verdict where a check failed for a reason of ours: what the text alone says, else unknown. */
export function judgeFailed(email: string): Judgement {
  const read = readAddress(email);
  return judgeEmail(read, needsDns(read) ? { kind: 'failed', why: 'check' } : null);
}
