import type { PhoneDetail, PhoneStatus } from '@tinygenesy/contract';
import { allColumns } from '../../db/columns.ts';
import { Prisma, type Sql } from '../../db/database.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { jsonValue } from '../../db/jsonValue.ts';
import type { Request } from '../../db/generated/sqlite/client.ts';
import { completeIfDone, moveCount } from '../../jobs/jobCounts.ts';
import { addToPace } from '../../jobs/jobPace.ts';
import { ofUnfinishedJobs, unfinishedJobs } from '../../jobs/unfinishedJobs.ts';
import { addToProviders, countedAs, countedValue, linesOfItems, ownFind } from './jobProviders.ts';
import type { ProviderResult } from '../planning/types.ts';
import type { LeadRow } from './situation.ts';

export interface Ending {
  state: PhoneStatus;
  reason: { code: string; text: string } | null;
  /** The provider of the number. */
  foundBy?: string | null;
  /** What each provider answered in the lookup, also to earlier calls. Absent: the lookup was not finished. */
  results?: readonly ProviderResult[];
}

/**
 * Ends one request and updates the counts of its job. A number from the request's own call was charged, so the request
 * then always counts as found.
 * @returns false when the request had ended or changed already
 */
export async function endRequest(
  sql: Sql,
  request: Pick<Request, 'id' | 'leadId' | 'jobId' | 'state'>,
  ending: Ending,
  now: Date,
): Promise<boolean> {
  const lines = await linesOfItems(sql, [request.id]);
  const paidFind = ownFind(lines);
  const state = paidFind === null ? ending.state : 'found';
  const reason = state === ending.state ? ending.reason : null;
  const counted = countedAs(lines, state === 'found' ? (ending.foundBy ?? paidFind) : null, ending.results);
  const count = await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = ${state}, "endedAt" = ${now},
      "reasonCode" = ${reason?.code ?? null}, "reasonText" = ${reason?.text ?? null},
      "counted" = ${countedValue(sql, request.jobId === null ? {} : counted)}
    WHERE "id" = ${request.id} AND "state" = ${request.state} AND "endedAt" IS NULL`;
  if (count === 0) return false;
  if (request.jobId === null) return true;
  await moveCount(sql, request.jobId, request.state, state);
  await addToProviders(sql, request.jobId, [{ before: {}, after: counted }]);
  await addToPace(sql, request.jobId, ended(state), now);
  return true;
}

const ended = (state: PhoneStatus): { found?: number; other?: number } =>
  state === 'found' ? { found: 1 } : state === 'cancelled' ? {} : { other: 1 };

/**
 * Settles open requests of a lead with the same result and updates the counts of their jobs. On hold ends only people's
 * requests: the items of jobs stay open and continue with their job.
 * @param ids the requests to settle
 * @returns the ids of the jobs that changed, ascending; a repeat changes nothing
 */
export async function settleRequests(
  sql: Sql,
  { leadId, ids }: { leadId: number; ids: readonly number[] },
  ending: Ending,
  now: Date,
): Promise<number[]> {
  const open = await lockOpenRequests(sql, [leadId], ending.state === 'on_hold' ? { jobId: null } : {});
  const jobIds: number[] = [];
  for (const request of open) {
    if (!ids.includes(request.id)) continue;
    if (!(await endRequest(sql, request, ending, now)) || request.jobId === null) continue;
    await completeIfDone(sql, request.jobId, now);
    jobIds.push(request.jobId);
  }
  return jobIds;
}

/**
 * Reads the open requests of leads, ordered by job, and locks their jobs to the end of the transaction. All changes of
 * a job's items lock the job first, so no other transaction changes these requests meanwhile.
 */
export async function lockOpenRequests(
  sql: Sql,
  leadIds: readonly number[],
  only: { jobId?: null } = {},
): Promise<Request[]> {
  const ofPerson = only.jobId === null ? Prisma.sql`AND "jobId" IS NULL` : Prisma.empty;
  const read = (): Promise<Request[]> => sql.prisma.$queryRaw<Request[]>`SELECT ${allColumns('Request')} FROM "Request"
    WHERE "leadId" IN (${idsFromJson(sql.dialect, leadIds)}) AND "kind" = 'phone_lookup' AND "endedAt" IS NULL ${ofPerson}
    ORDER BY "jobId", "id"`;
  const open = await read();
  const jobIds = open.flatMap(({ jobId }) => (jobId === null ? [] : [jobId]));
  if (jobIds.length === 0) return open;
  if (sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw`SELECT 1 FROM "Job" WHERE "id" IN (${Prisma.join(jobIds)}) ORDER BY "id" FOR UPDATE`;
  }
  const jobs = await unfinishedJobs(sql, jobIds);
  return ofUnfinishedJobs(sql.dialect === 'postgres' ? await read() : open, jobs);
}

/**
 * Changes a lead's phone status, only from one of the expected states.
 * @returns the lead's new row; null when the status was another one
 */
export async function setPhoneStatus(
  sql: Sql,
  leadId: number,
  change: { from: readonly PhoneStatus[]; to: PhoneStatus; detail: PhoneDetail | null },
  now: Date,
): Promise<LeadRow | null> {
  const [row] = await sql.prisma.$queryRaw<LeadRow[]>`UPDATE "Lead" SET "phoneStatus" = ${change.to},
      "phoneDetail" = ${jsonValue(sql.dialect, change.detail)}, "updatedAt" = ${now}
    WHERE "id" = ${leadId} AND "phoneStatus" IN (${Prisma.join(change.from)})
    RETURNING ${allColumns('Lead')}`;
  return row ?? null;
}
