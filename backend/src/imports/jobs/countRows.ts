import { z } from 'zod';
import { Prisma, type Sql } from '../../db/database.ts';
import type { JobRow } from '../../jobs/presentJob.ts';

/** Counts the items of an import or an undo by state, from its rows. The result must always equal the job's counts. */
export async function countRows(sql: Sql, job: JobRow): Promise<Record<string, number>> {
  const counted = job.kind === 'import_undo' ? await countUndone(sql, job) : await countImported(sql, job);
  // Items that no step reached have no row yet.
  const left = job.total - Object.values(counted).reduce((sum, count) => sum + count, 0);
  const state = job.kind === 'import_undo' && job.state === 'cancelled' ? 'cancelled' : 'waiting';
  return left === 0 ? counted : { ...counted, [state]: left };
}

async function countImported({ prisma }: Sql, job: JobRow): Promise<Record<string, number>> {
  const file = await prisma.import.findFirstOrThrow({ where: { jobId: job.id }, select: { id: true } });
  const rows = await prisma.importRow.groupBy({ by: ['state'], where: { importId: file.id }, _count: true });
  return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
}

const undoSchema = z.looseObject({ importId: z.int(), fromRow: z.int() });

/** Counts the leads of an undo, each at its first row. A cancelled undo ends where the next undo of its import begins. */
async function countUndone(sql: Sql, job: JobRow): Promise<Record<string, number>> {
  const { importId, fromRow } = undoSchema.parse(job.request);
  const later = await sql.prisma.job.findMany({
    where: { kind: job.kind, id: { gt: job.id } },
    orderBy: { id: 'asc' },
    select: { request: true },
  });
  const next = later.map(({ request }) => undoSchema.parse(request)).find((request) => request.importId === importId);
  const before = next === undefined ? Prisma.empty : Prisma.sql`AND "row" < ${next.fromRow}`;
  const rows = await sql.prisma.$queryRaw<{ state: string; count: number | bigint }[]>`
    SELECT "undo" AS "state", COUNT(*) AS "count" FROM (
      SELECT "leadId", "undo", MIN("row") AS "row" FROM "ImportRow"
      WHERE "importId" = ${importId} AND "undo" IS NOT NULL GROUP BY "leadId", "undo") AS "lead"
    WHERE "row" >= ${fromRow} ${before} GROUP BY "undo"`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}
