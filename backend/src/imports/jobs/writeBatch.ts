import { Prisma, type Sql } from '../../db/database.ts';
import type { MergeRules } from '../writing/mergeRow.ts';
import type { PreparedRow } from '../writing/prepareRow.ts';
import { keepImportRows } from '../writing/importRows.ts';
import { writeRows } from '../writing/writeRows.ts';
import { addCounts } from '../../jobs/jobCounts.ts';

interface Batch {
  importId: number;
  jobId: number;
  rows: readonly PreparedRow[];
  /** Null: the import is ending early, and its rows get the result `cancelled`. */
  rules: MergeRules | null;
  at: Date;
}

/**
 * Writes the next rows of an import with their results, its counts and its position. Call it in a transaction that locks
 * the job.
 * @returns leads that a row newly marks as do-not-contact; null, with nothing written, when these are not the next rows
 */
export async function writeBatch(sql: Sql, { importId, jobId, rows, rules, at }: Batch): Promise<number[] | null> {
  const before = (rows[0]?.row ?? 1) - 1;
  // One statement, because its fixed costs count: the next rows, and how many rows were still expected.
  const [moved] = await sql.prisma.$queryRaw<{ waiting: number | bigint }[]>(
    Prisma.sql`UPDATE "Import" SET "rowsDone" = ${before + rows.length} WHERE "id" = ${importId} AND "rowsDone" = ${before}
      RETURNING COALESCE((SELECT "count" FROM "JobCount" WHERE "jobId" = ${jobId} AND "state" = 'waiting'), 0) AS "waiting"`,
  );
  if (moved === undefined) return null;
  const expected = { jobId, waiting: Number(moved.waiting) };
  if (rules === null) {
    await cancelRows(sql, importId, rows);
    await moveWaiting(sql, expected, { cancelled: rows.length });
    return [];
  }
  const { counts, suppressed, goneLeadIds } = await writeRows(sql, { importId, rows, rules, at });
  if (suppressed > 0) {
    await sql.prisma.import.update({
      where: { id: importId },
      data: { suppressedCount: { increment: suppressed } },
    });
  }
  await moveWaiting(sql, expected, counts);
  return goneLeadIds;
}

const cancelRows = (sql: Sql, importId: number, rows: readonly PreparedRow[]): Promise<void> =>
  keepImportRows(
    sql,
    importId,
    rows.map(({ row, line, cells, issues }) => ({
      row,
      line,
      cells,
      issues,
      state: 'cancelled',
      leadId: null,
      leadVersion: null,
    })),
  );

/** Counts row results. Rows beyond the expected number raise the total. */
async function moveWaiting(
  sql: Sql,
  { jobId, waiting }: { jobId: number; waiting: number },
  results: Record<string, number>,
): Promise<void> {
  const moved = Object.values(results).reduce((sum, count) => sum + count, 0);
  const unexpected = Math.max(0, moved - waiting);
  if (unexpected > 0) {
    await sql.prisma.job.update({ where: { id: jobId }, data: { total: { increment: unexpected } } });
  }
  await addCounts(sql, jobId, { ...results, waiting: unexpected - moved });
}
