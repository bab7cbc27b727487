import { Prisma, type Sql } from '../db/database.ts';
import { preparingMs } from './createJob.ts';
import { failPreparing, fillJob } from './fillJob.ts';
import { type JobKinds, kindOf } from './jobKind.ts';
import type { LeadSelection, StartJobDeps } from './newLeadJob.ts';
import { leadsInTitle, type Preparation, readPreparation } from './preparations.ts';
import type { JobRow } from './presentJob.ts';
import { readSet } from './readSet.ts';
import type { ReconcileRun, Reconciling } from './reconciler.ts';
import { retrySelection } from './retryJob.ts';

/**
 * Takes up the jobs in state `preparing` whose process died. Reads the set again where the kind selects it again, with no
 * lead that is newer than the job; ends other jobs as failed.
 */
export function takeUpPreparations(deps: StartJobDeps & { kinds: JobKinds }): Reconciling {
  return {
    sweep: endLost,
    async wake({ now, signal }) {
      const lost = await deps.database.prisma.job.findMany({ where: { preparingUntil: { lte: now } } });
      for (const job of lost) {
        if (signal.aborted) return;
        const { count } = await deps.database.prisma.job.updateMany({
          where: { id: job.id, preparingUntil: job.preparingUntil },
          data: { preparingUntil: new Date(now.getTime() + preparingMs) },
        });
        if (count > 0) deps.background.run(`Preparing job ${job.id} again`, (stop) => prepareAgain(deps, job, stop));
      }
    },
  };
}

/** Ends lost preparations that can't be repeated, and marks the others as free to be taken up. */
async function endLost(sql: Sql, { now, why }: ReconcileRun): Promise<void> {
  // On SQLite one process owns the data: at its start, every preparation belongs to an earlier process.
  const isLost = why === 'start' && sql.dialect === 'sqlite' ? { not: null } : { lte: now };
  const jobs = await sql.prisma.job.findMany({ where: { preparingUntil: isLost }, select: { id: true } });
  const lost = jobs.map(({ id }) => id);
  const kept = await sql.prisma.jobPreparation.findMany({ where: { jobId: { in: lost } }, select: { jobId: true } });
  const again = kept.map(({ jobId }) => jobId);
  await sql.prisma.job.updateMany({
    where: { id: { in: again }, preparingUntil: isLost },
    data: { preparingUntil: now },
  });
  await failPreparing(
    sql,
    lost.filter((id) => !again.includes(id)),
    now,
  );
}

async function prepareAgain(deps: StartJobDeps & { kinds: JobKinds }, job: JobRow, signal: AbortSignal): Promise<void> {
  const { database, clock, kinds } = deps;
  try {
    const preparation = await readPreparation(database, job.id);
    const { title, force, roundsOf, newestId } = preparation;
    const rest = withoutItems(job, selectAgain(kinds, job, preparation));
    const filling = {
      title: (leads: string) => title.replace(leadsInTitle, leads),
      items: { force: force ?? false, roundsOf },
      figures: await kindOf(kinds, job).figures?.(),
    };
    await fillJob(deps, job.id, filling, readSet(database, rest, newestId), signal);
  } catch (error) {
    await database.transaction((sql) => failPreparing(sql, [job.id], clock.now()));
    throw error;
  }
}

/** Selects the leads that are not items of the job yet. */
const withoutItems = ({ id, total }: JobRow, selection: LeadSelection): LeadSelection => ({
  ...selection,
  find: async () => Prisma.sql`SELECT "again"."id" FROM (${await selection.find()}) AS "again"
    WHERE "again"."id" NOT IN (SELECT "leadId" FROM "Request" WHERE "jobId" = ${id})`,
  limit: selection.limit === undefined ? undefined : selection.limit - total,
});

function selectAgain(kinds: JobKinds, job: JobRow, { set }: Preparation): LeadSelection {
  const kind = kindOf(kinds, job);
  if ('retried' in set) return retrySelection(kind, job.retryOf ?? 0, set.retried);
  const selection = kind.selectAgain?.(job, set);
  if (selection === undefined) throw new Error(`Jobs of kind ${kind.name} don’t select their leads again.`);
  return selection;
}
