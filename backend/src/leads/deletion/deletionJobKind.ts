import { z } from 'zod';
import type { JobKind } from '../../jobs/jobKind.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import { workThroughItems } from '../../jobs/workThroughItems.ts';
import type { Clock } from '../../platform/clock.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { takeLeadsAway } from './leadDelete.ts';

/** Leads take time to leave and to enter the search index: so many take some 20 ms. */
const batch = 100;
const requestSchema = z.looseObject({ undoToken: z.string() });

/** Jobs that delete leads. */
export const deletionJobKind = (deps: LeadDeps & { clock: Clock }): JobKind => ({
  name: 'lead_deletion',
  advance: async (job) => ((await deleteSomeLeads(deps, job)) ? 'more' : 'rest'),
});

function deleteSomeLeads(deps: LeadDeps & { clock: Clock }, job: JobRow): Promise<boolean> {
  const { undoToken } = requestSchema.parse(job.request);
  return workThroughItems(deps, job, {
    size: batch,
    usualState: 'deleted',
    async work(sql, items, now) {
      const ids = items.map(({ leadId }) => leadId);
      const gone = new Set(await takeLeadsAway(sql, ids, undoToken, now));
      return items
        .filter(({ leadId }) => !gone.has(leadId))
        .map(({ id }) => ({
          itemId: id,
          state: 'skipped',
          reason: { code: 'lead_deleted', text: 'The lead was deleted before' },
        }));
    },
    afterCommit: (items) => deps.onLeadsGone(items.map(({ leadId }) => leadId)),
  });
}
