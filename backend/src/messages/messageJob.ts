import type { Job } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import { moveCount } from '../jobs/jobCounts.ts';
import { jobNow } from '../jobs/jobEvents.ts';
import { instant } from '../leads/list/leadFilter.ts';
import type { MessageRequest } from './messageRequest.ts';
import { requestOfItems } from '../jobs/requestOfItems.ts';
import { keepJobOfKey } from '../http/requestKey.ts';

/** A new job that writes messages, with an item for each lead; call it in a transaction, and wake it after. */
export async function createMessageJob(
  sql: Sql,
  job: {
    request: MessageRequest;
    /** A statement that yields the `"id"` of every lead. */
    leads: Prisma.Sql;
    /** `count` is how many leads. */
    title: (count: number) => string;
    retryOf: number | null;
    now: Date;
  },
): Promise<Job> {
  const { request, leads, title, retryOf, now } = job;
  const { id } = await sql.prisma.job.create({
    data: {
      kind: 'message_generation',
      title: title(0),
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
  await keepJobOfKey(sql, id);
  const total = await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "Request" ("kind", "leadId", "jobId", "state", "force", "round", "costMicros", "createdAt")
      SELECT 'message_generation', "id", CAST(${id} AS INTEGER), 'waiting', FALSE, 0, 0, ${instant(sql.dialect, now)}
      FROM (${leads}) AS "leads" ORDER BY "id"`,
  );
  await moveCount(sql, id, null, 'waiting', total);
  const saved = await sql.prisma.job.update({
    where: { id },
    data: {
      total,
      title: title(total),
      request: requestOfItems(id, request),
      ...(total === 0 && { state: 'completed', endedAt: now }),
    },
  });
  const created = await jobNow(sql, saved);
  await appendEvents(sql, [{ topic: `job:${id}`, name: 'job.changed', data: created }], now);
  return created;
}

export const writeTitle = (count: number): string => `Write messages for ${count} ${count === 1 ? 'lead' : 'leads'}`;
export const retryTitle = (count: number): string => `Retry messages for ${count} ${count === 1 ? 'lead' : 'leads'}`;
export const regenerateTitle = (count: number): string => `Regenerate ${count} ${count === 1 ? 'message' : 'messages'}`;
