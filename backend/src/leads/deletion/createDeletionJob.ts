import type { Job, LeadSet } from '@tinygenesy/contract';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { selectionOf } from '../list/leadSet.ts';

/** Starts a job that deletes a set of leads. */
export function createDeletionJob(deps: StartJobDeps, set: LeadSet): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, selectionOf(deps.database.dialect, set), async () => ({
    kind: 'lead_deletion',
    title: (count) => `Delete ${count}`,
    items: {},
    request: { undoToken: crypto.randomUUID() },
    now,
  }));
}
