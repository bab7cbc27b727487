import { createLease } from '../db/createLease.ts';
import type { Database, Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Engine } from './engine.ts';

const everyMs = 30_000;
const tickMs = 1_000;
const renewEveryMs = 5_000;
const leaseMs = 15_000;

export interface ReconcilerDeps {
  database: Database;
  clock: Clock;
  engine: Engine;
  log: Logger;
  capabilities: readonly Reconciling[];
}

/** The work of a capability in the reconciler. All of it must be repeatable. */
export interface Reconciling {
  /** Ends the unfinished work of dead processes, in one transaction. */
  sweep?(sql: Sql, run: ReconcileRun): Promise<void>;
  /** Starts the workflows of open work that has none; may stop when the engine is away. */
  wake?(run: ReconcileRun): Promise<void>;
  /** Deletes expired data, in batches: see `inBatches`. Runs beside everything else. */
  housekeeping?(now: Date, signal: AbortSignal): Promise<unknown>;
}

export interface ReconcileRun {
  now: Date;
  /** In a sweep, `start` means that nothing of this process runs yet: on SQLite all unfinished work is dead. */
  why: 'start' | 'engine_back' | 'time';
  /** Aborted when the process stops, or when another process holds the lease. */
  signal: AbortSignal;
}

export interface Reconciler {
  /** Sweeps what earlier processes left. Call it before this process begins any work. */
  prepare(): Promise<void>;
  /** Runs now, every half minute, and when the engine is back. */
  start(): void;
  /** Ends the run and the housekeeping at their next batch. */
  stop(): Promise<void>;
}

/**
 * Repairs unfinished work: calls whose process died, open lookups and jobs without a workflow, expired timers. Every
 * repair can be repeated. One process per database does it, by a lease; the lease of a dead process expires.
 */
export function createReconciler(deps: ReconcilerDeps): Reconciler {
  const { clock, engine, log, capabilities } = deps;
  const lease = keepLease(deps);
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let housekeeping: Promise<void> | null = null;
  let ticking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let begunMs = 0;
  let wasUp = false;
  let wasHolder = false;

  async function clean(signal: AbortSignal): Promise<void> {
    for (const part of capabilities) {
      if (signal.aborted) return;
      await part
        .housekeeping?.(clock.now(), signal)
        .catch((error: unknown) => log.error({ err: error }, 'Expired data could not be deleted; it is tried again'));
    }
  }

  async function reconcile(why: ReconcileRun['why']): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, lease.lost()]);
    const run = { now: clock.now(), why, signal };
    await sweep(deps, { ...run, why: 'time' });
    await wakeJobs(deps, signal);
    for (const { wake } of capabilities) if (!signal.aborted) await wake?.(run);
    housekeeping ??= clean(signal).finally(() => (housekeeping = null));
  }

  function run(why: ReconcileRun['why']): void {
    begunMs = clock.monotonicMs();
    running ??= reconcile(why)
      .catch((error: unknown) => log.error({ err: error }, 'The reconciler failed; it tries again in half a minute'))
      .finally(() => (running = null));
  }

  async function tick(): Promise<void> {
    const isHolder = await lease.renew();
    const isNew = isHolder && !wasHolder;
    wasHolder = isHolder;
    const isUp = engine.state() === 'up';
    const isBack = isUp && !wasUp;
    wasUp = isUp;
    if (!isHolder || stopping.signal.aborted) return;
    if (isNew) run('start');
    else if (isBack) run('engine_back');
    else if (clock.monotonicMs() - begunMs >= everyMs) run('time');
  }

  return {
    async prepare() {
      if (await lease.renew()) await sweep(deps, { now: clock.now(), why: 'start', signal: stopping.signal });
    },
    start() {
      const next = (): void => void (ticking ??= tick().finally(() => (ticking = null)));
      next();
      timer = setInterval(next, tickMs);
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await Promise.all([running, housekeeping, ticking]);
      await lease.release();
    },
  };
}

/** Holds the lease while the process lives; tells by a signal that another process may hold it. */
function keepLease({ database, clock, log }: ReconcilerDeps) {
  const lease = createLease(database, { name: 'reconciler', lengthMs: leaseMs });
  let lost = new AbortController();
  let renewedMs = -Infinity;
  let heldUntilMs = -Infinity;

  async function renew(): Promise<boolean> {
    const nowMs = clock.monotonicMs();
    if (nowMs - renewedMs >= renewEveryMs) {
      renewedMs = nowMs;
      try {
        heldUntilMs = (await lease.hold()) ? nowMs + leaseMs : -Infinity;
      } catch (error) {
        log.warn({ err: error }, 'The lease of the reconciler could not be renewed');
      }
    }
    const isHeld = clock.monotonicMs() < heldUntilMs;
    if (!isHeld) lost.abort();
    else if (lost.signal.aborted) lost = new AbortController();
    return isHeld;
  }

  return {
    renew,
    lost: () => lost.signal,
    release: () =>
      lease
        .release()
        .catch((error: unknown) => log.warn({ err: error }, 'The lease of the reconciler was not released')),
  };
}

const sweep = ({ database, capabilities }: ReconcilerDeps, run: ReconcileRun): Promise<void> =>
  database.transaction(async (sql) => {
    for (const part of capabilities) await part.sweep?.(sql, run);
  });

async function wakeJobs({ database, engine }: ReconcilerDeps, signal: AbortSignal): Promise<void> {
  const jobs = await database.prisma.job.findMany({
    where: { state: { in: ['queued', 'running', 'cancelling'] } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of jobs) {
    if (signal.aborted) return;
    await engine.wakeJob(id);
    if (engine.state() === 'away') return;
  }
}
