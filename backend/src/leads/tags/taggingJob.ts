import type { Job, LeadSet } from '@tinygenesy/contract';
import { z } from 'zod';
import type { JobKind } from '../../jobs/jobKind.ts';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { workThroughLeads } from '../../jobs/workThroughItems.ts';
import type { Clock } from '../../platform/clock.ts';
import { readTagChange, type TagChange, writeTags } from './leadTags.ts';
import { selectionOf } from '../list/leadSet.ts';

const firstSize = 500;
const requestSchema = z.looseObject({ add: z.array(z.string()), remove: z.array(z.string()) });

/** Starts a job that adds tags to a set of leads and removes tags from it. */
export function startTagging(deps: StartJobDeps, set: LeadSet, tags: TagChange): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, selectionOf(deps.database.dialect, set), async () => ({
    kind: 'lead_tagging',
    title: (leads) => `Tag ${leads}`,
    items: {},
    request: readTagChange(tags),
    now,
  }));
}

/** Jobs that change the tags of leads. */
export const taggingJobKind = (deps: StartJobDeps & { clock: Clock }): JobKind => ({
  name: 'lead_tagging',
  async advance(job) {
    const tags = requestSchema.parse(job.request);
    return workThroughLeads(deps, job, {
      firstSize,
      change: (sql, ids, now) => writeTags(sql, ids, tags, `job:${job.id}`, now),
      changed: 'tagged',
      unchanged: { state: 'unchanged', reason: null },
    });
  },
});
