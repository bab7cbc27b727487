import { askMailDomain } from './askMailDomain.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import type { LookUpOptions, MailDomains } from './createMailDomains.ts';
import { createMailHosts } from './createMailHosts.ts';
import type { DnsResolver } from './createResolver.ts';
import { createSlots } from './createSlots.ts';
import type { Clock } from '../../platform/clock.ts';
import type { MailAnswer } from '../verdict/types.ts';

export interface SandboxDomainsDeps {
  real: MailDomains;
  /** Queries the sandbox name server. */
  resolver: Pick<DnsResolver, 'query'>;
  isSandbox(): Promise<boolean>;
  clock: Clock;
}

/** Returns whether a domain is reserved for examples (RFC 2606), so that it has no owner. */
const isExample = (domain: string): boolean => domain === 'example' || domain.endsWith('.example');

/**
 * Looks up `.example` domains at the sandbox name server while the mode is sandbox, and all other domains in the real
 * DNS. Sandbox answers are not stored, so that live mode never uses them.
 */
export function withSandboxDomains({ real, resolver, isSandbox, clock }: SandboxDomainsDeps): MailDomains {
  const slots = createSlots(checkBounds.slowAfterMs);

  const { monotonicMs } = clock;
  const asking = { resolver, mailHosts: createMailHosts(resolver, clock), monotonicMs };

  const ask = (domain: string, { person, failuresSince, shouldStop }: LookUpOptions): Promise<MailAnswer | null> =>
    slots.run(
      async () => {
        if (shouldStop?.()) return null;
        const deadlineMs = monotonicMs() + checkBounds.budgetMs;
        const { answer } = await askMailDomain(asking, domain, { deadlineMs, failuresSince });
        return { ...answer, isTestData: true };
      },
      { person },
    );

  return {
    async lookUp(domains, options) {
      if (!(await isSandbox())) return real.lookUp(domains, options);
      const examples = [...new Set(domains.filter(isExample))];
      const others = domains.filter((domain) => !isExample(domain));
      const [answers, ...sandboxAnswers] = await Promise.all([
        real.lookUp(others, options),
        ...examples.map(async (domain) => {
          const answer = await ask(domain, options);
          if (answer !== null) options.answered?.(domain, answer);
          return [domain, answer] as const;
        }),
      ]);
      for (const [domain, answer] of sandboxAnswers) if (answer !== null) answers.set(domain, answer);
      return answers;
    },
  };
}
