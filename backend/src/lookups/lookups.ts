import type { OnceDeps } from '../http/appDeps.ts';
import type { Capability } from '../leads/capability.ts';
import type { ProviderSettings } from '../providers/settings.ts';
import { createEnrichments } from './bulk/enrichments.ts';
import { createLookups } from './createLookups.ts';
import { enrichmentRoutes } from './bulk/enrichmentRoutes.ts';
import { lookupJobKind } from './bulk/lookupJobKind.ts';
import { phoneLookupRoutes } from './phoneLookupRoutes.ts';
import { providerUsageRoutes } from './usage/providerUsageRoutes.ts';
import { checkBalances } from './stops/checkBalances.ts';
import { resumeFreed } from './bulk/resumeFreed.ts';
import { sweepDead } from './sweepDead.ts';
import type { Jobs } from '../jobs/createJobs.ts';
import { readMode } from '../jobs/mode.ts';
import { type SettingsDeps, settingsRoutes } from './mode/settingsRoutes.ts';
import type { CallDeps } from './asking/askDeps.ts';
import { testCall } from './usage/testCall.ts';
import { writeUsageHours } from './usage/usageHours.ts';
import type { BulkLookupDeps } from './bulk/bulkLookups.ts';
import { wakeGone, wakeLookups } from './wakeLookups.ts';

export type LookupDeps = BulkLookupDeps &
  CallDeps &
  OnceDeps &
  SettingsDeps & { providerSettings: ProviderSettings; jobs: Pick<Jobs, 'read' | 'resume'> };

/** The capability of phone lookups: single lookups, jobs, the ledger, and the usage of providers. */
export function lookups(deps: LookupDeps): Capability {
  const single = createLookups(deps);
  return {
    routes: [
      ...phoneLookupRoutes({ ...deps, lookups: single }),
      ...enrichmentRoutes({ enrichments: createEnrichments(deps) }),
      ...settingsRoutes(deps),
      ...providerUsageRoutes({ ...deps, testProvider: (provider, test) => testCall(deps, provider, test) }),
    ],
    jobKinds: [lookupJobKind(deps)],
    details: async (leadId) => ({ phoneLookup: await single.read(leadId) }),
    facts: async () => ({ mode: await readMode(deps.database) }),
    gone: (leadIds) => wakeGone(deps, leadIds),
    housekeeping: (now, signal) => writeUsageHours(deps.database, now, signal),
    sweep: (sql, turn) => sweepDead(deps.database, sql, turn),
    async wake(turn) {
      await wakeLookups(deps, turn);
      await checkBalances(deps, turn.signal);
      await resumeFreed(deps);
    },
  };
}
