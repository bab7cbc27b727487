import type { Database, Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Engine } from './engine.ts';

const everyMs = 30_000;
const lookAtEngineMs = 1_000;
/** A fixed number that no other program uses for locks on this database. */
const postgresLock = 7_261_144_203;

export interface ReconcilerDeps {
  database: Database;
  clock: Clock;
  engine: Engine;
  log: Logger;
  capabilities: readonly Reconciling[];
}

/** The work of a capability in the reconciler. All of it must be repeatable. */
export interface Reconciling {
  /** Ends the unfinished work of dead processes, in one transaction of the one process that holds the lock. */
  sweep?(sql: Sql, run: ReconcileRun): Promise<void>;
  /** Starts the workflows of open work that has none; may stop when the engine is away. */
  wake?(run: ReconcileRun): Promise<void>;
  /** Deletes expired data. */
  housekeeping?(now: Date): Promise<unknown>;
}

export interface ReconcileRun {
  now: Date;
  /** At a start on SQLite, all unfinished work of earlier processes is dead: one process owns the data. */
  why: 'start' | 'engine_back' | 'time';
}

/**
 * Repairs unfinished work at start, every half minute and when the engine is back: calls whose process died, open lookups
 * and jobs without a workflow, expired timers. Every repair can be repeated.
 * @returns once the first run has ended
 */
export async function startReconciler(deps: ReconcilerDeps): Promise<{ stop(): Promise<void> }> {
  const { clock, engine, log } = deps;
  let running: Promise<void> = Promise.resolve();
  let begunMs = 0;
  const run = (why: ReconcileRun['why']): Promise<void> => {
    begunMs = clock.monotonicMs();
    running = running
      .then(() => reconcile(deps, why))
      .catch((error: unknown) => log.error({ err: error }, 'the reconciler failed; it tries again in half a minute'));
    return running;
  };
  await run('start');
  let wasUp = engine.state() === 'up';
  const timer = setInterval(() => {
    const isUp = engine.state() === 'up';
    const isBack = isUp && !wasUp;
    wasUp = isUp;
    if (isBack) void run('engine_back');
    else if (clock.monotonicMs() - begunMs >= everyMs) void run('time');
  }, lookAtEngineMs);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

async function reconcile(deps: ReconcilerDeps, why: ReconcileRun['why']): Promise<void> {
  const { database, clock, capabilities } = deps;
  const run = { now: clock.now(), why };
  const isHolder = await database.transaction(async (sql) => {
    if (sql.dialect === 'postgres') {
      const [lock] = await sql.prisma.$queryRaw<
        { held: boolean }[]
      >`SELECT pg_try_advisory_xact_lock(${postgresLock}) AS "held"`;
      if (lock?.held !== true) return false;
    }
    for (const { sweep } of capabilities) await sweep?.(sql, run);
    return true;
  });
  if (!isHolder) return;
  await wakeJobs(deps);
  for (const { wake } of capabilities) await wake?.(run);
  for (const { housekeeping } of capabilities) await housekeeping?.(run.now);
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
