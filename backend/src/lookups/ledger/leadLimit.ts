import { Prisma, type Sql } from '../../db/database.ts';
import type { OpenRequest } from '../planning/types.ts';

/** What a job and its retries have spent on one lead. */
export interface SpentOnLead {
  /** The cost of all calls that have ended; a call without an answer counts as paid. */
  costMicros: number;
  /** Calls whose price is reserved. */
  open: { id: number; priceMicros: number; leaseUntil: Date }[];
}

/**
 * Reads what jobs have spent on a lead. A retry shares the limit per lead of the job that it repeats, like the spending
 * limit.
 * @returns an entry for each of the jobs
 */
export async function spentOnLead(
  sql: Sql,
  leadId: number,
  jobIds: readonly number[],
): Promise<Map<number, SpentOnLead>> {
  const lines = await sql.prisma.attempt.findMany({
    where: { leadId, jobId: { not: null } },
    select: { id: true, jobId: true, state: true, costMicros: true, priceMicros: true, leaseUntil: true },
  });
  const roots = await firstJobs(sql, [...jobIds, ...lines.flatMap(({ jobId }) => jobId ?? [])]);
  const spent = new Map<number, SpentOnLead>();
  for (const id of jobIds) {
    const own = lines.filter(({ jobId }) => jobId !== null && roots.get(jobId) === roots.get(id));
    spent.set(id, {
      costMicros: own.reduce((sum, { costMicros }) => sum + Number(costMicros), 0),
      open: own
        .filter(({ state }) => state === 'reserved' || state === 'sent')
        .map((line) => ({ id: line.id, priceMicros: Number(line.priceMicros), leaseUntil: line.leaseUntil })),
    });
  }
  return spent;
}

/**
 * Returns the active requests that may pay a call without exceeding their limit per lead.
 * @param ask.requestIds the requests that the call is for; by default all
 * @param besides the line that the call takes over, whose price is reserved already
 * @returns `heldUntil`: a call that is open now may leave enough for this one; its lease ends then
 */
export async function withinLeadLimit<T extends Pick<OpenRequest, 'id' | 'jobId' | 'isActive' | 'leftMicros'>>(
  sql: Sql,
  { leadId, requestIds }: { leadId: number; requestIds?: readonly number[] | undefined },
  requests: readonly T[],
  { price, besides }: { price: bigint; besides: number | undefined },
): Promise<{ requests: T[]; heldUntil: Date | null }> {
  const priceMicros = Number(price);
  const active = requests.filter(({ id, isActive }) => isActive && (requestIds?.includes(id) ?? true));
  const limited = active.flatMap(({ jobId, leftMicros }) => (leftMicros === null ? [] : (jobId ?? [])));
  if (limited.length === 0) return { requests: active, heldUntil: null };
  const spent = await spentOnLead(sql, leadId, limited);
  const leases: Date[] = [];
  const able = active.filter(({ jobId, leftMicros }) => {
    if (leftMicros === null) return true;
    if (priceMicros > leftMicros) return false;
    const open = (jobId === null ? [] : (spent.get(jobId)?.open ?? [])).filter(({ id }) => id !== besides);
    if (open.reduce((sum, line) => sum + line.priceMicros, priceMicros) <= leftMicros) return true;
    leases.push(...open.map(({ leaseUntil }) => leaseUntil));
    return false;
  });
  const last = leases.toSorted((a, b) => a.getTime() - b.getTime()).at(-1);
  return { requests: able, heldUntil: able.length === 0 ? (last ?? null) : null };
}

/** Returns the first job of each job's chain of retries. */
async function firstJobs(sql: Sql, jobIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await sql.prisma.$queryRaw<{ id: number | bigint; root: number | bigint }[]>`
    WITH RECURSIVE "chain" ("id", "root", "retryOf") AS (
      SELECT "id", "id", "retryOf" FROM "Job" WHERE "id" IN (${Prisma.join([...new Set(jobIds)])})
      UNION ALL SELECT "chain"."id", "Job"."id", "Job"."retryOf" FROM "chain"
        JOIN "Job" ON "Job"."id" = "chain"."retryOf")
    SELECT "id", "root" FROM "chain" WHERE "retryOf" IS NULL`;
  return new Map(rows.map(({ id, root }) => [Number(id), Number(root)]));
}
