import type { Database } from '../../db/database.ts';
import type { Engine } from '../../jobs/engine.ts';

const workflowId = 'email-rechecks';

/** Starts the workflow that verifies leads with expired timers, unless it runs already or none has expired. */
export async function wakeRechecks(
  { database, engine }: { database: Database; engine: Pick<Engine, 'wake'> },
  now: Date,
): Promise<void> {
  const due = await database.prisma.emailRecheck.findFirst({ where: { dueAt: { lte: now } } });
  if (due === null) return;
  await engine.wake({
    type: 'emailRechecks',
    id: workflowId,
    args: [],
    priority: { priorityKey: 4, fairnessKey: workflowId },
  });
}
