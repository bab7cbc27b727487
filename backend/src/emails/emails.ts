import type { Database } from '../db/database.ts';
import type { Engine } from '../jobs/engine.ts';
import type { Capability } from '../leads/capability.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { checkBounds } from './checkBounds.ts';
import { createEmailChecks } from './createEmailChecks.ts';
import { createMailDomains } from './dns/createMailDomains.ts';
import { createResolver } from './dns/createResolver.ts';
import { dnsServers } from './dns/dnsServers.ts';
import { pruneMailDomains } from './dns/mailDomainRows.ts';
import { emailJobKind } from './emailJobKind.ts';
import { emailRoutes } from './emailRoutes.ts';
import { endInterruptedChecks } from './endInterruptedChecks.ts';
import { recheckEmails } from './recheckEmails.ts';
import { wakeRechecks } from './wakeRechecks.ts';

interface EmailDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  engine: Pick<Engine, 'wake' | 'wakeJob'>;
  /** `host:port` each; none: the system's. */
  dnsServers: readonly string[];
}

export interface Emails extends Capability {
  /** The step of the workflow that asks again; see recheckEmails. */
  recheckEmails(turn: { signal: AbortSignal; attempt: number }): Promise<'more' | 'rest'>;
}

/** Email verification: single checks, jobs, and timers that ask again. */
export function emails(deps: EmailDeps): Emails {
  const { database, clock } = deps;
  const resolver = createResolver({
    servers: dnsServers(deps.dnsServers, clock.monotonicMs),
    monotonicMs: clock.monotonicMs,
    timeoutMs: checkBounds.queryTimeoutMs,
    tries: checkBounds.tries,
  });
  const mailDomains = createMailDomains({ database, clock, resolver, budgetMs: checkBounds.budgetMs });
  const jobDeps = { ...deps, mailDomains };
  return {
    routes: emailRoutes({ ...deps, emailChecks: createEmailChecks(jobDeps) }),
    jobKinds: [emailJobKind(jobDeps)],
    recheckEmails: (turn) => recheckEmails(jobDeps, turn),
    sweep: (sql, { why, now }) => endInterruptedChecks(sql, why === 'start', now),
    wake: ({ now }) => wakeRechecks(deps, now),
    housekeeping: (now) => pruneMailDomains(database, now),
    stop: async () => resolver.close(),
  };
}
