import type { Clock } from '../platform/clock.ts';
import type { Capability } from './capability.ts';
import { clearingJobKind } from './sandboxNumbers/clearingJob.ts';
import { countSandboxNumbers } from './sandboxNumbers/countSandboxNumbers.ts';
import { correctionRoutes } from './corrections/correctionRoutes.ts';
import { deletionJobKind } from './deletion/deletionJobKind.ts';
import { deletionRoutes } from './deletion/deletionRoutes.ts';
import { restoringJobKind } from './deletion/restoringJob.ts';
import { purgeDeleted } from './deletion/purgeDeleted.ts';
import { exportRoutes } from './export/exportRoutes.ts';
import { leadHistoryRoutes } from './history/leadHistoryRoutes.ts';
import { type LeadRouteDeps, leadRoutes } from './leadRoutes.ts';
import { leadTagRoutes } from './tags/leadTagRoutes.ts';
import { fillTagSearch } from './tags/fillTagSearch.ts';
import { taggingJobKind } from './tags/taggingJob.ts';
import { sampleRoutes } from './samples/sampleRoutes.ts';

/** Leads: the store, lists, history, tags, deletion, samples and exports. */
export function leads(deps: LeadRouteDeps & { clock: Clock }): Capability {
  const sandboxNumbers = countSandboxNumbers(deps);
  return {
    routes: [
      ...leadTagRoutes(deps),
      ...exportRoutes(deps),
      ...sampleRoutes(deps),
      ...leadRoutes(deps),
      ...correctionRoutes(deps),
      ...deletionRoutes(deps),
      ...leadHistoryRoutes(deps),
    ],
    jobKinds: [deletionJobKind(deps), restoringJobKind(deps), taggingJobKind(deps), clearingJobKind(deps)],
    facts: async () => ({ sandboxNumbers: await sandboxNumbers() }),
    async housekeeping(now, signal) {
      await fillTagSearch(deps.database, signal);
      await purgeDeleted(deps.database, now, signal);
    },
  };
}
