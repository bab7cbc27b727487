import PQueue from 'p-queue';
import { askMailDomain } from './askMailDomain.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import type { MailDomains } from './createMailDomains.ts';
import type { DnsResolver } from './createResolver.ts';
import type { MailAnswer } from '../verdict/types.ts';

export interface SandboxDomainsDeps {
  real: MailDomains;
  /** Asks the sandbox's name server. */
  resolver: Pick<DnsResolver, 'query'>;
  isSandbox(): Promise<boolean>;
  monotonicMs(): number;
}

const mostAtOnce = 64;

/** Whether a domain is reserved for examples (RFC 2606), so that nobody has it. */
const isExample = (domain: string): boolean => domain === 'example' || domain.endsWith('.example');

/**
 * Lets the sandbox's name server answer about `.example` domains while the mode is sandbox; the real DNS answers about
 * all others. Sandbox answers are never kept, so that none of them counts in live mode.
 */
export function withSandboxDomains({ real, resolver, isSandbox, monotonicMs }: SandboxDomainsDeps): MailDomains {
  const queue = new PQueue({ concurrency: mostAtOnce });

  const ask = (domain: string): Promise<MailAnswer> =>
    queue.add(async () => {
      const { answer } = await askMailDomain(resolver, domain, monotonicMs() + checkBounds.budgetMs);
      return { ...answer, isTestData: true };
    });

  return {
    async lookUp(domains, wish) {
      if (!(await isSandbox())) return real.lookUp(domains, wish);
      const examples = [...new Set(domains.filter(isExample))];
      const others = domains.filter((domain) => !isExample(domain));
      const [answers, ...sandboxAnswers] = await Promise.all([
        real.lookUp(others, wish),
        ...examples.map(async (domain) => [domain, wish.shouldStop?.() ? null : await ask(domain)] as const),
      ]);
      for (const [domain, answer] of sandboxAnswers) if (answer !== null) answers.set(domain, answer);
      return answers;
    },
  };
}
