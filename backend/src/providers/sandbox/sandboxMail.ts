import { createHash } from 'node:crypto';

/** Most companies have mail; each other answer of a name server is as rare as the next. */
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

/** How the sandbox's name server answers about a domain's mail. */
export type SandboxMail = (typeof answers)[number];

/** Searched for: with it the companies of the sample leads get every answer. */
const salt = '977';

/** The answer about a domain, always the same. */
export function sandboxMail(domain: string): SandboxMail {
  const hash = createHash('sha256').update(`${salt} ${domain.toLowerCase()}`).digest();
  return answers[hash.readUInt32BE(0) % answers.length] ?? 'mx';
}
