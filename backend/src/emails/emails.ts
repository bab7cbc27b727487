import type { OnceDeps } from '../http/appDeps.ts';
import type { Engine } from '../jobs/engine.ts';
import type { StartJobDeps } from '../jobs/newLeadJob.ts';
import { readMode } from '../jobs/mode.ts';
import type { Capability } from '../leads/capability.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { checkBounds } from './checks/checkBounds.ts';
import { createEmailChecks } from './createEmailChecks.ts';
import { createMailDomains } from './dns/createMailDomains.ts';
import { createResolver, type DnsResolver } from './dns/createResolver.ts';
import { dnsServers } from './dns/dnsServers.ts';
import { pruneMailDomains } from './dns/mailDomainRows.ts';
import { emailJobKind } from './jobs/emailJobKind.ts';
import { emailRoutes } from './emailRoutes.ts';
import { endInterruptedChecks } from './checks/endInterruptedChecks.ts';
import { recheckEmails } from './rechecks/recheckEmails.ts';
import { withSandboxDomains } from './dns/withSandboxDomains.ts';
import { wakeRechecks } from './rechecks/wakeRechecks.ts';

interface EmailDeps extends StartJobDeps {
  clock: Clock;
  log: Logger;
  engine: Pick<Engine, 'wake' | 'wakeJob'>;
  /** `host:port` each; empty: the system's. */
  dnsServers: readonly string[];
  /** `host:port` of the sandbox name server; null without a sandbox. */
  sandboxDns: string | null;
  jobs: OnceDeps['jobs'];
}

export interface Emails extends Capability {
  /** The step of the workflow for expired timers; see recheckEmails. */
  recheckEmails(step: { signal: AbortSignal; attempt: number }): Promise<'more' | 'rest'>;
}

/** Email verification: single checks, jobs, and timers for later checks. */
export function emails(deps: EmailDeps): Emails {
  const { database, clock, sandboxDns } = deps;
  const bounds = {
    monotonicMs: clock.monotonicMs,
    timeoutMs: checkBounds.queryTimeoutMs,
    tries: checkBounds.tries,
  };
  const resolverOf = (servers: readonly string[]): DnsResolver =>
    createResolver({ servers: dnsServers(servers, clock.monotonicMs), ...bounds });
  const resolver = resolverOf(deps.dnsServers);
  const sandboxResolver = sandboxDns === null ? null : resolverOf([sandboxDns]);
  const { budgetMs, slowAfterMs } = checkBounds;
  const real = createMailDomains({ database, clock, resolver, budgetMs, slowAfterMs });
  const mailDomains =
    sandboxResolver === null
      ? real
      : withSandboxDomains({
          real,
          resolver: sandboxResolver,
          isSandbox: async () => (await readMode(database)) === 'sandbox',
          clock,
        });
  const jobDeps = { ...deps, mailDomains };
  return {
    routes: emailRoutes({ ...deps, emailChecks: createEmailChecks(jobDeps) }),
    jobKinds: [emailJobKind(jobDeps)],
    recheckEmails: (step) => recheckEmails(jobDeps, step),
    sweep: (sql, { why, now }) => endInterruptedChecks(sql, why === 'start', now),
    wake: ({ now }) => wakeRechecks(deps, now),
    housekeeping: (now, signal) => pruneMailDomains(database, now, signal),
    async stop() {
      resolver.close();
      sandboxResolver?.close();
    },
  };
}
