import type { Job, LeadSet } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import type { Engine } from '../../jobs/engine.ts';
import { moveCount } from '../../jobs/jobCounts.ts';
import { jobChanged, jobNow } from '../../jobs/jobEvents.ts';
import { requestOfItems } from '../../jobs/requestOfItems.ts';
import type { Clock } from '../../platform/clock.ts';
import { selectLeadIds } from '../list/leadSet.ts';

/** Creates a job that deletes a set of leads, some hundred at a time. */
export async function createDeletionJob(
  { database, clock, engine }: { database: Database; clock: Pick<Clock, 'now'>; engine: Pick<Engine, 'wakeJob'> },
  set: LeadSet,
): Promise<Job> {
  const now = clock.now();
  const job = await database.transaction(async (sql) => {
    const row = await sql.prisma.job.create({
      data: {
        kind: 'lead_deletion',
        title: 'Delete leads',
        mode: null,
        state: 'queued',
        total: 0,
        costMicros: 0n,
        reservedMicros: 0n,
        request: {},
        createdAt: now,
      },
    });
    const at = sql.dialect === 'postgres' ? Prisma.sql`${now}::timestamptz` : Prisma.sql`${now}`;
    const total = await sql.prisma.$executeRaw`INSERT INTO "Request"
        ("kind", "leadId", "jobId", "state", "force", "round", "costMicros", "createdAt")
      SELECT 'lead_deletion', "id", CAST(${row.id} AS INTEGER), 'waiting', FALSE, 0, 0, ${at}
      FROM (${selectLeadIds(sql.dialect, set)}) AS "leads"`;
    await moveCount(sql, row.id, null, 'waiting', total);
    const saved = await sql.prisma.job.update({
      where: { id: row.id },
      data: {
        total,
        title: `Delete ${total} leads`,
        request: requestOfItems(row.id, { undoToken: crypto.randomUUID() }),
        ...(total === 0 && { state: 'completed', endedAt: now }),
      },
    });
    const created = await jobNow(sql, saved);
    await appendEvents(sql, [jobChanged(created)], now);
    return created;
  });
  void engine.wakeJob(job.id);
  return job;
}
