import { z } from 'zod';
import type { JobKind } from '../../jobs/jobKind.ts';
import { workThroughLeads } from '../../jobs/workThroughItems.ts';
import type { Clock } from '../../platform/clock.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { moveToDeleted } from './leadDelete.ts';

const firstSize = 100;
const requestSchema = z.looseObject({ undoToken: z.string() });

/** Jobs that delete leads. */
export const deletionJobKind = (deps: LeadDeps & { clock: Clock }): JobKind => ({
  name: 'lead_deletion',
  async advance(job) {
    const { undoToken } = requestSchema.parse(job.request);
    return workThroughLeads(deps, job, {
      firstSize,
      change: (sql, ids, now) => moveToDeleted(sql, ids, undoToken, now),
      changed: 'deleted',
      unchanged: { state: 'skipped', reason: { code: 'lead_deleted', text: 'The lead was deleted before' } },
      afterCommit: (ids) => deps.onLeadsGone(ids),
    });
  },
});
