import type { Job, LeadSet } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { createJob, startJob } from '../../jobs/createJob.ts';
import type { Engine } from '../../jobs/engine.ts';
import type { Clock } from '../../platform/clock.ts';
import { selectLeadIds } from '../list/leadSet.ts';

/** Creates a job that deletes a set of leads, some hundred at a time. */
export function createDeletionJob(
  deps: { database: Database; clock: Pick<Clock, 'now'>; engine: Pick<Engine, 'wakeJob'> },
  set: LeadSet,
): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, (sql) =>
    createJob(sql, {
      kind: 'lead_deletion',
      title: (total) => `Delete ${total} leads`,
      items: { leads: selectLeadIds(sql.dialect, set), order: 'oldest' },
      request: { undoToken: crypto.randomUUID() },
      now,
    }),
  );
}
