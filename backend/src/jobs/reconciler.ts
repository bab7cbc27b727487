import type { Database } from '../db/database.ts';
import { sweepLines } from '../lookups/ledger/attempts.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { endInterruptedChecks } from '../emails/endInterruptedChecks.ts';
import type { Engine } from './engine.ts';

const everyMs = 30_000;
const lookAtEngineMs = 1_000;
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
 * Finds what fell between two chairs, at start, every half minute and when the engine is back: calls whose process died,
 * lookups and jobs that are wanted and have no workflow, timers that ran out. Everything it does may be done twice.
 * @returns how to stop it, after its first turn
 */
export async function startReconciler(deps: ReconcilerDeps): Promise<{ stop(): Promise<void> }> {
  const { clock, engine, log } = deps;
  let running: Promise<void> = Promise.resolve();
  let begunMs = 0;
  const turn = (why: Why): Promise<void> => {
    begunMs = clock.monotonicMs();
    running = running
      .then(() => reconcile(deps, why))
      .catch((error: unknown) => log.error({ err: error }, 'the reconciler failed; it tries again in half a minute'));
    return running;
  };
  await turn('start');
  let wasUp = engine.state() === 'up';
  const timer = setInterval(() => {
    const isUp = engine.state() === 'up';
    const isBack = isUp && !wasUp;
    wasUp = isUp;
    if (isBack) void turn('engine_back');
    else if (clock.monotonicMs() - begunMs >= everyMs) void turn('time');
  }, lookAtEngineMs);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

type Why = 'start' | 'engine_back' | 'time';

async function reconcile(deps: ReconcilerDeps, why: Why): Promise<void> {
  const { database, clock } = deps;
  const now = clock.now();
  // On SQLite one process owns the data: at its start every call of an earlier one is dead.
  const dead = why === 'start' && database.dialect === 'sqlite' ? new Date(8.64e15) : now;
  const isHolder = await database.transaction(async (sql) => {
    if (sql.dialect === 'postgres') {
      const [lock] = await sql.prisma.$queryRaw<
        { held: boolean }[]
      >`SELECT pg_try_advisory_xact_lock(${postgresLock}) AS "held"`;
      if (lock?.held !== true) return false;
    }
    await sweepLines(sql, dead, now);
    await endInterruptedChecks(sql, why === 'start', now);
    return true;
  });
  if (!isHolder) return;
  await wakeJobs(deps);
  await wakeRechecks(deps, now);
  await wakeLookups(deps, why === 'time' ? new Date(now.getTime() - onItsWayMs) : now, why === 'start');
  await deps.housekeeping(now);
}

async function wakeJobs({ database, engine }: ReconcilerDeps): Promise<void> {
  const jobs = await database.prisma.job.findMany({
    where: { state: { in: ['queued', 'running', 'cancelling'] } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of jobs) {
    await engine.wakeJob(id);
    if (engine.state() === 'away') return;
  }
}

async function wakeRechecks({ database, engine }: ReconcilerDeps, now: Date): Promise<void> {
  const due = await database.prisma.emailRecheck.findFirst({ where: { dueAt: { lte: now } } });
  if (due !== null) await engine.wakeRechecks();
}

/** An engine that is away is asked once; when it is back, it is asked for all. */
async function wakeLookups({ database, engine }: ReconcilerDeps, before: Date, all: boolean): Promise<void> {
  const wanted = await database.prisma.request.findMany({
    where: { kind: 'phone_lookup', state: 'running', startedAt: { lte: before } },
    orderBy: { id: 'asc' },
    take: mostAtOnce,
  });
  for (const { leadId, jobId } of wanted) {
    if (!all && (await engine.isLookupRunning(leadId))) continue;
    await engine.wakeLookup(leadId, {
      person: jobId === null,
      fairnessKey: jobId === null ? 'person' : `job-${jobId}`,
    });
    if (engine.state() === 'away') return;
  }
}
