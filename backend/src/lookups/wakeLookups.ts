import { type Database, Prisma } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import { instant } from '../db/instant.ts';
import type { Engine } from '../jobs/engine.ts';
import type { ReconcileRun } from '../jobs/reconciler.ts';
import { byJob, lookupWorkflowId, byPerson, wakeLookup } from './wakeLookup.ts';

interface Deps {
  database: Database;
  engine: Pick<Engine, 'wake' | 'isRunning' | 'state'>;
}

/** The workflow of a younger request may still be starting. */
const startingMs = 20_000;
const readAtOnce = 500;
const wokenAtOnce = 10;

interface OpenLookup {
  id: number;
  leadId: number;
  jobId: number | null;
}

/** Wakes requested lookups that have no workflow. Stops at the first failure when the engine is unreachable. */
export async function wakeLookups({ database, engine }: Deps, { now, why, signal }: ReconcileRun): Promise<void> {
  const before = why === 'time' ? new Date(now.getTime() - startingMs) : now;
  for await (const some of openLookups(database, before)) {
    if (signal.aborted) return;
    await Promise.all(
      some.map(async (lookup) => {
        if (why !== 'start' && (await engine.isRunning(lookupWorkflowId(lookup.leadId)))) return;
        await wake(engine, lookup);
      }),
    );
    if (engine.state() === 'away') return;
  }
}

/** Wakes the open lookups of leads that were deleted or marked do-not-contact, so that they end. */
export async function wakeGone({ database, engine }: Deps, leadIds: number[]): Promise<void> {
  const open = await database.prisma.$queryRaw<{ leadId: number | bigint }[]>`SELECT DISTINCT "leadId" FROM "Request"
    WHERE "leadId" IN (${idsFromJson(database.dialect, leadIds)}) AND "state" = 'running' AND "kind" = 'phone_lookup'`;
  for (const { leadId } of open) await wakeLookup(engine, Number(leadId), byPerson);
}

/** Wakes all open lookups, for example those that wait for a block that was lifted. */
export async function wakeOpen({
  database,
  engine,
}: Pick<Deps, 'database'> & { engine: Pick<Engine, 'wake'> }): Promise<void> {
  for await (const some of openLookups(database, null)) await Promise.all(some.map((lookup) => wake(engine, lookup)));
}

const wake = (engine: Pick<Engine, 'wake'>, { leadId, jobId }: OpenLookup): Promise<void> =>
  wakeLookup(engine, leadId, jobId === null ? byPerson : byJob(jobId));

/**
 * Reads all open lookups in small groups: people's first, then those of each job that may go on. The lookups of a paused
 * or held job have nothing to do until it is resumed.
 * @param before only those that began by then; null: all
 */
async function* openLookups(database: Database, before: Date | null): AsyncGenerator<OpenLookup[]> {
  const jobs = await database.prisma.job.findMany({
    where: { kind: 'phone_lookup', state: { in: ['queued', 'running'] } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const jobId of [null, ...jobs.map(({ id }) => id)]) {
    const ofJob = jobId === null ? Prisma.sql`"jobId" IS NULL` : Prisma.sql`"jobId" = ${jobId}`;
    const began = before === null ? Prisma.sql`TRUE` : Prisma.sql`"startedAt" <= ${instant(database.dialect, before)}`;
    let cursor = 0;
    for (let isMore = true; isMore;) {
      const rows = await database.prisma.$queryRaw<{ id: number | bigint; leadId: number | bigint }[]>(
        Prisma.sql`SELECT "id", "leadId" FROM "Request"
          WHERE ${ofJob} AND "state" = 'running' AND "kind" = 'phone_lookup' AND ${began} AND "id" > ${cursor}
          ORDER BY "id" LIMIT ${readAtOnce}`,
      );
      const read = rows.map(({ id, leadId }) => ({ id: Number(id), leadId: Number(leadId), jobId }));
      for (let from = 0; from < read.length; from += wokenAtOnce) yield read.slice(from, from + wokenAtOnce);
      cursor = read.at(-1)?.id ?? cursor;
      isMore = read.length === readAtOnce;
    }
  }
}
