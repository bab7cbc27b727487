import type { Job } from '@tinygenesy/contract';
import type { Prisma, Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import { jobBoundMs } from './checkBounds.ts';
import { instant } from '../leads/list/leadFilter.ts';
import { markEmailJob } from './markEmailChecks.ts';
import { addCounts } from '../jobs/jobCounts.ts';
import { jobNow, leadsChanged } from '../jobs/jobEvents.ts';
import { requestOfItems } from '../jobs/requestOfItems.ts';
import { keepJobOfKey } from '../http/requestKey.ts';

/**
 * A job that checks the e-mails of the leads that a statement yields, as far as they have one; call it in a transaction.
 * An empty set gives a job that is completed from the start.
 */
export async function createEmailJob(
  sql: Sql,
  given: { leads: Prisma.Sql; retryOf: number | null; now: Date },
): Promise<Job> {
  const { now, retryOf } = given;
  const row = await sql.prisma.job.create({
    data: {
      kind: 'email_verification',
      title: 'Verify e-mails',
      mode: null,
      state: 'queued',
      total: 0,
      costMicros: 0n,
      reservedMicros: 0n,
      request: {},
      retryOf,
      createdAt: now,
    },
  });
  await keepJobOfKey(sql, row.id);
  // Newest first, as people see their list: what they look at moves first.
  const total = await sql.prisma.$executeRaw`INSERT INTO "Request"
      ("kind", "leadId", "jobId", "state", "force", "round", "costMicros", "createdAt")
    SELECT 'email_verification', "id", CAST(${row.id} AS INTEGER), 'waiting', FALSE, 0, 0, ${instant(sql.dialect, now)}
    FROM "Lead" WHERE "id" IN (${given.leads}) AND "email" IS NOT NULL ORDER BY "id" DESC`;
  await addCounts(sql, row.id, { waiting: total });
  await markEmailJob(sql, row.id, 'queued', new Date(now.getTime() + jobBoundMs(total)), now);
  const leads = total === 1 ? '1 lead' : `${total} leads`;
  const saved = await sql.prisma.job.update({
    where: { id: row.id },
    data: {
      total,
      title: retryOf === null ? `Verify e-mails of ${leads}` : `Verify e-mails of ${leads} again`,
      ...(total === 0 && { state: 'completed', startedAt: now, endedAt: now }),
      request: requestOfItems(row.id, {}),
    },
  });
  const job = await jobNow(sql, saved);
  await appendEvents(sql, [{ topic: `job:${job.id}`, name: 'job.changed', data: job }, leadsChanged(job.id)], now);
  return job;
}
