import { judgeEmail, needsDns } from '../verdict/judgeEmail.ts';
import type { LookUpOptions, MailDomains } from '../dns/createMailDomains.ts';
import { readAddress } from '../verdict/readAddress.ts';
import type { Judgement, MailAnswer } from '../verdict/types.ts';

/**
 * Judges addresses, with one DNS lookup per domain.
 * @param options `judged` is called with each verdict as soon as its domain is answered
 * @returns the verdict of each address whose domain was looked up before the options' `shouldStop`
 */
export async function judgeEmails(
  mailDomains: MailDomains,
  emails: readonly string[],
  { judged, ...options }: Omit<LookUpOptions, 'answered'> & { judged?: (email: string, judgement: Judgement) => void },
): Promise<Map<string, Judgement>> {
  const judgements = new Map<string, Judgement>();
  const settle = (email: string, address: ReturnType<typeof readAddress>, answer: MailAnswer | null): void => {
    const judgement = judgeEmail(address, answer);
    judgements.set(email, judgement);
    judged?.(email, judgement);
  };
  const ofDomain = new Map<string, [email: string, address: ReturnType<typeof readAddress>][]>();
  for (const email of emails) {
    const address = readAddress(email);
    if (!needsDns(address)) settle(email, address, null);
    else {
      const { domain } = address.address;
      const same = ofDomain.get(domain) ?? [];
      same.push([email, address]);
      ofDomain.set(domain, same);
    }
  }
  await mailDomains.lookUp([...ofDomain.keys()], {
    ...options,
    answered(domain, answer) {
      for (const [email, address] of ofDomain.get(domain) ?? []) settle(email, address, answer);
    },
  });
  return judgements;
}

/** Judges an address after an internal error: by its text alone, else unknown. */
export function judgeFailed(email: string): Judgement {
  const read = readAddress(email);
  return judgeEmail(read, needsDns(read) ? { kind: 'failed', why: 'check' } : null);
}
