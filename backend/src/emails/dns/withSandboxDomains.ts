import PQueue from 'p-queue';
import { askMailDomain } from './askMailDomain.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import type { LookUpOptions, MailDomains } from './createMailDomains.ts';
import { createMailHosts } from './createMailHosts.ts';
import type { DnsResolver } from './createResolver.ts';
import type { Clock } from '../../platform/clock.ts';
import type { MailAnswer } from '../verdict/types.ts';

export interface SandboxDomainsDeps {
  real: MailDomains;
  /** Queries the sandbox name server. */
  resolver: Pick<DnsResolver, 'query'>;
  isSandbox(): Promise<boolean>;
  clock: Clock;
}

const mostAtOnce = 64;

/** Returns whether a domain is reserved for examples (RFC 2606), so that it has no owner. */
const isExample = (domain: string): boolean => domain === 'example' || domain.endsWith('.example');

/**
 * Looks up `.example` domains at the sandbox name server while the mode is sandbox, and all other domains in the real
 * DNS. Sandbox answers are not stored, so that live mode never uses them.
 */
export function withSandboxDomains({ real, resolver, isSandbox, clock }: SandboxDomainsDeps): MailDomains {
  const queue = new PQueue({ concurrency: mostAtOnce });

  const { monotonicMs } = clock;
  const asking = { resolver, mailHosts: createMailHosts(resolver, clock), monotonicMs };

  const ask = (domain: string, { failuresSince }: LookUpOptions): Promise<MailAnswer> =>
    queue.add(async () => {
      const deadlineMs = monotonicMs() + checkBounds.budgetMs;
      const { answer } = await askMailDomain(asking, domain, { deadlineMs, failuresSince });
      return { ...answer, isTestData: true };
    });

  return {
    async lookUp(domains, options) {
      if (!(await isSandbox())) return real.lookUp(domains, options);
      const examples = [...new Set(domains.filter(isExample))];
      const others = domains.filter((domain) => !isExample(domain));
      const [answers, ...sandboxAnswers] = await Promise.all([
        real.lookUp(others, options),
        ...examples.map(
          async (domain) => [domain, options.shouldStop?.() ? null : await ask(domain, options)] as const,
        ),
      ]);
      for (const [domain, answer] of sandboxAnswers) if (answer !== null) answers.set(domain, answer);
      return answers;
    },
  };
}
