import { createHash } from 'node:crypto';

/** The answers with their shares: most domains have mail, and all other answers are equally rare. */
const answers = [
  ...Array.from({ length: 12 }, () => 'mx' as const),
  'address',
  'null_mx',
  'no_mail',
  'no_domain',
  'servfail',
  'refused',
  'silent',
  'garbled',
] as const;

/** An answer of the sandbox name server about a domain's mail. */
export type SandboxMail = (typeof answers)[number];

/** Chosen so that the domains of the sample leads get every kind of answer. */
const salt = '977';

/** Returns the answer about a domain, always the same. */
export function sandboxMail(domain: string): SandboxMail {
  const hash = createHash('sha256').update(`${salt} ${domain.toLowerCase()}`).digest();
  return answers[hash.readUInt32BE(0) % answers.length] ?? 'mx';
}
