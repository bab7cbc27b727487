import type { PhoneDetail, PhoneStatus } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';
import type { Request } from '../../db/generated/sqlite/client.ts';
import { completeIfDone, moveCount } from '../../jobs/jobCounts.ts';
import type { LeadRow } from './situation.ts';

export interface Ending {
  state: PhoneStatus;
  reason: { code: string; text: string } | null;
}

/**
 * Settles all open requests of a lead with the same ending, with the counts of their jobs. On hold is an ending for
 * people only: the items of jobs stay open and go on with their job.
 * @returns the ids of the jobs that changed, ascending; a repeat changes nothing
 */
export async function settleRequests(sql: Sql, leadId: number, ending: Ending, now: Date): Promise<number[]> {
  const open = await lockOpenRequests(sql, [leadId], ending.state === 'on_hold' ? { jobId: null } : {});
  const jobIds: number[] = [];
  for (const request of open) {
    const { count } = await sql.prisma.request.updateMany({
      where: { id: request.id, state: request.state, endedAt: null },
      data: {
        state: ending.state,
        endedAt: now,
        reasonCode: ending.reason?.code ?? null,
        reasonText: ending.reason?.text ?? null,
      },
    });
    if (count === 0 || request.jobId === null) continue;
    await moveCount(sql, request.jobId, request.state, ending.state);
    await completeIfDone(sql, request.jobId, now);
    jobIds.push(request.jobId);
  }
  return jobIds;
}

/**
 * The open requests of leads, which nobody else can move until the transaction ends: whoever moves a job's items (a
 * hold, a pause, the opening of lookups) takes the job's row first, so it is taken here, too. Ordered by job.
 */
export async function lockOpenRequests(
  sql: Sql,
  leadIds: readonly number[],
  only: { jobId?: null } = {},
): Promise<Request[]> {
  const where = { leadId: { in: [...leadIds] }, kind: 'phone_lookup', endedAt: null, ...only };
  const read = (): Promise<Request[]> => sql.prisma.request.findMany({ where, orderBy: { jobId: 'asc' } });
  const open = await read();
  const jobIds = open.flatMap(({ jobId }) => (jobId === null ? [] : [jobId]));
  if (sql.dialect === 'sqlite' || jobIds.length === 0) return open;
  await sql.prisma.$queryRaw`SELECT 1 FROM "Job" WHERE "id" IN (${Prisma.join(jobIds)}) ORDER BY "id" FOR UPDATE`;
  return read();
}

export const noDetail: PhoneDetail = {
  provider: null,
  step: null,
  of: null,
  waitingUntil: null,
  reason: null,
  failed: [],
};

/**
 * Changes what the phone cell says, only from one of the expected states.
 * @returns the lead's new row; null when it was in another state
 */
export async function setPhoneStatus(
  sql: Sql,
  leadId: number,
  change: { from: readonly PhoneStatus[]; to: PhoneStatus; detail: PhoneDetail | null },
  now: Date,
): Promise<LeadRow | null> {
  const [row] = await sql.prisma.lead.updateManyAndReturn({
    where: { id: leadId, phoneStatus: { in: [...change.from] } },
    data: { phoneStatus: change.to, phoneDetail: change.detail ?? Prisma.DbNull, updatedAt: now },
  });
  return row ?? null;
}
