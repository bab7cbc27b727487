import type { Database } from '../db/database.ts';
import { sweepLines } from '../ledger/attempts.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Engine } from './engine.ts';

const everyMs = 30_000;
/** A lookup that has just been wanted is on its way; older ones without a workflow are not. */
const onItsWayMs = 20_000;
const mostAtOnce = 500;
/** Any fixed number that no other program takes on the same database. */
const postgresLock = 7_261_144_203;

export interface ReconcilerDeps {
  database: Database;
  clock: Clock;
  engine: Engine;
  log: Logger;
  /** Further cleaning at the same pace. */
  housekeeping(now: Date): Promise<void>;
}

/**
 * Finds what fell between two chairs, at start and every half minute: calls whose process died, lookups and jobs that
 * are wanted and have no workflow. Everything it does may be done twice.
 * @returns how to stop it
 */
export async function startReconciler(deps: ReconcilerDeps): Promise<{ stop(): Promise<void> }> {
  const { log } = deps;
  let running: Promise<void> = Promise.resolve();
  const turn = (atStart: boolean): Promise<void> => {
    running = running
      .then(() => reconcile(deps, atStart))
      .catch((error: unknown) => log.error({ err: error }, 'the reconciler failed; it tries again in half a minute'));
    return running;
  };
  await turn(true);
  const timer = setInterval(() => void turn(false), everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

async function reconcile(deps: ReconcilerDeps, atStart: boolean): Promise<void> {
  const { database, clock } = deps;
  const now = clock.now();
  // On SQLite one process owns the data: at its start every call of an earlier one is dead.
  const dead = atStart && database.dialect === 'sqlite' ? new Date(8.64e15) : now;
  const isHolder = await database.transaction(async (sql) => {
    if (sql.dialect === 'postgres') {
      const [lock] = await sql.prisma.$queryRaw<
        { held: boolean }[]
      >`SELECT pg_try_advisory_xact_lock(${postgresLock}) AS "held"`;
      if (lock?.held !== true) return false;
    }
    await sweepLines(sql, dead, now);
    return true;
  });
  if (!isHolder) return;
  await wakeJobs(deps);
  await wakeLookups(deps, atStart ? now : new Date(now.getTime() - onItsWayMs), atStart);
  await deps.housekeeping(now);
}

async function wakeJobs({ database, engine }: ReconcilerDeps): Promise<void> {
  const jobs = await database.prisma.job.findMany({
    where: { state: { in: ['queued', 'running', 'cancelling'] } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of jobs) await engine.wakeJob(id);
}

async function wakeLookups({ database, engine }: ReconcilerDeps, before: Date, atStart: boolean): Promise<void> {
  const wanted = await database.prisma.request.findMany({
    where: { kind: 'phone_lookup', state: 'running', startedAt: { lte: before } },
    orderBy: { id: 'asc' },
    take: mostAtOnce,
  });
  for (const { leadId, jobId } of wanted) {
    if (!atStart && (await engine.isLookupRunning(leadId))) continue;
    await engine.wakeLookup(leadId, {
      person: jobId === null,
      fairnessKey: jobId === null ? 'person' : `job-${jobId}`,
    });
  }
}
