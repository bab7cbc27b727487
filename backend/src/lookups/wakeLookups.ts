import type { Database } from '../db/database.ts';
import type { Engine } from '../jobs/engine.ts';
import type { ReconcileRun } from '../jobs/reconciler.ts';
import { byJob, lookupWorkflowId, byPerson, wakeLookup } from './wakeLookup.ts';

interface Deps {
  database: Database;
  engine: Pick<Engine, 'wake' | 'isRunning' | 'state'>;
}

/** The workflow of a younger request may still be starting. */
const startingMs = 20_000;
const mostAtOnce = 500;

/** Wakes requested lookups that have no workflow. Stops at the first failure when the engine is unreachable. */
export async function wakeLookups({ database, engine }: Deps, { now, why }: ReconcileRun): Promise<void> {
  const before = why === 'time' ? new Date(now.getTime() - startingMs) : now;
  const requested = await database.prisma.request.findMany({
    where: { kind: 'phone_lookup', state: 'running', startedAt: { lte: before } },
    orderBy: { id: 'asc' },
    take: mostAtOnce,
  });
  for (const { leadId, jobId } of requested) {
    if (why !== 'start' && (await engine.isRunning(lookupWorkflowId(leadId)))) continue;
    await wakeLookup(engine, leadId, jobId === null ? byPerson : byJob(jobId));
    if (engine.state() === 'away') return;
  }
}

/** Wakes the open lookups of leads that were deleted or marked do-not-contact, so that they end. */
export async function wakeGone({ database, engine }: Deps, leadIds: number[]): Promise<void> {
  const open = await database.prisma.request.findMany({
    where: { leadId: { in: leadIds }, kind: 'phone_lookup', state: 'running' },
  });
  for (const { leadId } of open) await wakeLookup(engine, leadId, byPerson);
}

/** Wakes all open lookups, for example those that wait for a block that was lifted. */
export async function wakeOpen({
  database,
  engine,
}: Pick<Deps, 'database'> & { engine: Pick<Engine, 'wake'> }): Promise<void> {
  const open = await database.prisma.request.findMany({
    where: { kind: 'phone_lookup', state: 'running', endedAt: null },
    orderBy: { id: 'asc' },
  });
  for (const { leadId, jobId } of open) {
    await wakeLookup(engine, leadId, jobId === null ? byPerson : byJob(jobId));
  }
}
