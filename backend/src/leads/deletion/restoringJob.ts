import type { Job } from '@tinygenesy/contract';
import type { JobKind } from '../../jobs/jobKind.ts';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { workThroughItems } from '../../jobs/workThroughItems.ts';
import type { Clock } from '../../platform/clock.ts';
import { deletedLeads, restoreSome } from './leadDelete.ts';

/** Leads take time to leave and to enter the search index: so many take some 20 ms. */
const batch = 100;

/** Starts a job that restores the leads of a deletion. */
export function startRestoring(deps: StartJobDeps, undoToken: string): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, deletedLeads(deps.database.dialect, undoToken, now), async () => ({
    kind: 'lead_restoring',
    title: (leads) => `Restore ${leads}`,
    items: {},
    request: {},
    now,
  }));
}

/** Jobs that restore deleted leads. */
export const restoringJobKind = (deps: StartJobDeps & { clock: Clock }): JobKind => ({
  name: 'lead_restoring',
  async advance(job) {
    const isMore = await workThroughItems(deps, job, {
      size: batch,
      usualState: 'restored',
      async work(sql, items, now) {
        const ids = items.map(({ leadId }) => leadId);
        const restored = new Set(await restoreSome(sql, ids, now));
        const reason = { code: 'email_taken', text: 'Another lead has the same email now' };
        return items
          .filter(({ leadId }) => !restored.has(leadId))
          .map(({ id }) => ({ itemId: id, state: 'conflict', reason }));
      },
    });
    return isMore ? 'more' : 'rest';
  },
});
