import type { Job } from '@tinygenesy/contract';
import type { JobKind } from '../../jobs/jobKind.ts';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { workThroughLeads } from '../../jobs/workThroughItems.ts';
import type { Clock } from '../../platform/clock.ts';
import { jobNow } from '../../jobs/jobEvents.ts';
import { lockProfiles } from '../refuseOtherProfile.ts';
import { deletedLeads } from './leadDelete.ts';
import { openRestoring } from './openRestoring.ts';
import { restoreSome } from './restoreSome.ts';

const firstSize = 100;

/** Starts a job that restores the leads of a deletion, or returns the one that does so already. */
export function startRestoring(deps: StartJobDeps, undoToken: string): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, deletedLeads(deps.database.dialect, undoToken, now), async (sql) => {
    await lockProfiles(sql);
    const open = await openRestoring(sql, undoToken);
    if (open !== null) return { existing: await jobNow(sql, open) };
    return {
      kind: 'lead_restoring',
      title: (leads) => `Restore ${leads}`,
      items: {},
      request: { undoToken },
      now,
    };
  });
}

/** Jobs that restore deleted leads. */
export const restoringJobKind = (deps: StartJobDeps & { clock: Clock }): JobKind => ({
  name: 'lead_restoring',
  advance: (job) =>
    workThroughLeads(deps, job, {
      firstSize,
      change: restoreSome,
      changed: 'restored',
      unchanged: {
        state: 'conflict',
        reason: { code: 'identity_taken', text: 'Another lead has the same email or LinkedIn profile now' },
      },
    }),
});
