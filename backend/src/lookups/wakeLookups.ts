import type { Database } from '../db/database.ts';
import type { Engine } from '../jobs/engine.ts';
import type { ReconcileRun } from '../jobs/reconciler.ts';
import { jobWish, lookupWorkflowId, personWish, wakeLookup } from './wakeLookup.ts';

interface Deps {
  database: Database;
  engine: Pick<Engine, 'wake' | 'isRunning' | 'state'>;
}

/** A lookup that has just been wanted is on its way; older ones without a workflow are not. */
const onItsWayMs = 20_000;
const mostAtOnce = 500;

/** Wakes lookups that are wanted and have no workflow. An engine that is away is asked once; when back, for all. */
export async function wakeLookups({ database, engine }: Deps, { now, why }: ReconcileRun): Promise<void> {
  const before = why === 'time' ? new Date(now.getTime() - onItsWayMs) : now;
  const wanted = await database.prisma.request.findMany({
    where: { kind: 'phone_lookup', state: 'running', startedAt: { lte: before } },
    orderBy: { id: 'asc' },
    take: mostAtOnce,
  });
  for (const { leadId, jobId } of wanted) {
    if (why !== 'start' && (await engine.isRunning(lookupWorkflowId(leadId)))) continue;
    await wakeLookup(engine, leadId, jobId === null ? personWish : jobWish(jobId));
    if (engine.state() === 'away') return;
  }
}

/** Has the open lookups of leads that are gone, or must not be contacted, look again: they end. */
export async function wakeGone({ database, engine }: Deps, leadIds: number[]): Promise<void> {
  const open = await database.prisma.request.findMany({
    where: { leadId: { in: leadIds }, kind: 'phone_lookup', state: 'running' },
  });
  for (const { leadId } of open) await wakeLookup(engine, leadId, personWish);
}

/** Has all open lookups look again, such as those that sleep until a provider's block ends, which was lifted. */
export async function wakeOpen({
  database,
  engine,
}: Pick<Deps, 'database'> & { engine: Pick<Engine, 'wake'> }): Promise<void> {
  const open = await database.prisma.request.findMany({
    where: { kind: 'phone_lookup', state: 'running', endedAt: null },
    orderBy: { id: 'asc' },
  });
  for (const { leadId, jobId } of open) {
    await wakeLookup(engine, leadId, jobId === null ? personWish : jobWish(jobId));
  }
}
