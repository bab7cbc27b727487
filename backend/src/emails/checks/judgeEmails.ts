import { judgeEmail, needsDns } from '../verdict/judgeEmail.ts';
import type { LookUpOptions, MailDomains } from '../dns/createMailDomains.ts';
import { readAddress } from '../verdict/readAddress.ts';
import type { Judgement } from '../verdict/types.ts';

/**
 * Judges addresses, with one DNS lookup per domain.
 * @returns the verdict of each address whose domain was looked up before the options' `shouldStop`
 */
export async function judgeEmails(
  mailDomains: MailDomains,
  emails: readonly string[],
  options: LookUpOptions,
): Promise<Map<string, Judgement>> {
  const read = new Map(emails.map((email) => [email, readAddress(email)]));
  const domains = [...read.values()].filter(needsDns).map(({ address }) => address.domain);
  const answers = await mailDomains.lookUp(domains, options);
  const judgements = new Map<string, Judgement>();
  for (const [email, address] of read) {
    const answer = needsDns(address) ? answers.get(address.address.domain) : null;
    if (answer !== undefined) judgements.set(email, judgeEmail(address, answer));
  }
  return judgements;
}

/** Judges an address after an internal error: by its text alone, else unknown. */
export function judgeFailed(email: string): Judgement {
  const read = readAddress(email);
  return judgeEmail(read, needsDns(read) ? { kind: 'failed', why: 'check' } : null);
}
