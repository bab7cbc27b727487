import type { Database, Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Engine } from './engine.ts';

const everyMs = 30_000;
const lookAtEngineMs = 1_000;
/** Any fixed number that no other program takes on the same database. */
const postgresLock = 7_261_144_203;

export interface ReconcilerDeps {
  database: Database;
  clock: Clock;
  engine: Engine;
  log: Logger;
  capabilities: readonly Reconciling[];
}

/** What a capability has the reconciler do; everything may be done twice. */
export interface Reconciling {
  /** Ends what dead processes left behind, in one transaction of the one process that holds the turn. */
  sweep?(sql: Sql, turn: ReconcileTurn): Promise<void>;
  /** Starts again what is wanted and has no workflow; may stop when the engine is away. */
  wake?(turn: ReconcileTurn): Promise<void>;
  /** Cleans up what has had its time. */
  housekeeping?(now: Date): Promise<unknown>;
}

export interface ReconcileTurn {
  now: Date;
  /** At a start on SQLite, where one process owns the data, everything of an earlier process is dead. */
  why: 'start' | 'engine_back' | 'time';
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
  const turn = (why: ReconcileTurn['why']): Promise<void> => {
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

async function reconcile(deps: ReconcilerDeps, why: ReconcileTurn['why']): Promise<void> {
  const { database, clock, capabilities } = deps;
  const turn = { now: clock.now(), why };
  const isHolder = await database.transaction(async (sql) => {
    if (sql.dialect === 'postgres') {
      const [lock] = await sql.prisma.$queryRaw<
        { held: boolean }[]
      >`SELECT pg_try_advisory_xact_lock(${postgresLock}) AS "held"`;
      if (lock?.held !== true) return false;
    }
    for (const { sweep } of capabilities) await sweep?.(sql, turn);
    return true;
  });
  if (!isHolder) return;
  await wakeJobs(deps);
  for (const { wake } of capabilities) await wake?.(turn);
  for (const { housekeeping } of capabilities) await housekeeping?.(turn.now);
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
