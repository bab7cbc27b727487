import type { JobPace } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { JobRow } from './presentJob.ts';

const minuteMs = 60_000;
const mostPoints = 60;

/** Counts items that ended, in the minute of their end; call it in the transaction that ends them. */
export async function addToPace(
  sql: Sql,
  jobId: number,
  { found = 0, other = 0 }: { found?: number; other?: number },
  now: Date,
): Promise<void> {
  if (found === 0 && other === 0) return;
  await sql.prisma.$executeRaw`INSERT INTO "JobMinute" ("jobId", "minute", "found", "other")
    VALUES (${jobId}, ${minuteOf(now)}, ${found}, ${other})
    ON CONFLICT ("jobId", "minute") DO UPDATE SET "found" = "JobMinute"."found" + excluded."found",
      "other" = "JobMinute"."other" + excluded."other"`;
}

const minuteOf = (at: Date): number => Math.floor(at.getTime() / minuteMs);

/**
 * Reads how many items ended over the time of a job, in at most 60 spans of whole minutes. Reads a row per minute of the
 * job, whatever its number of items.
 */
export async function readPace(sql: Sql, { id }: Pick<JobRow, 'id'>): Promise<JobPace> {
  const { _min, _max } = await sql.prisma.jobMinute.aggregate({
    where: { jobId: id },
    _min: { minute: true },
    _max: { minute: true },
  });
  const first = _min.minute;
  const last = _max.minute;
  if (first === null || last === null) return { minutesPerPoint: 1, points: [] };
  const minutesPerPoint = Math.ceil((last - first + 1) / mostPoints);
  const rows = await sql.prisma.$queryRaw<{ place: number | bigint; found: number | bigint; other: number | bigint }[]>`
    SELECT ("minute" - CAST(${first} AS INTEGER)) / CAST(${minutesPerPoint} AS INTEGER) AS "place",
      SUM("found") AS "found", SUM("other") AS "other"
    FROM "JobMinute" WHERE "jobId" = ${id} GROUP BY 1`;
  const points = Array.from({ length: Math.ceil((last - first + 1) / minutesPerPoint) }, (_, place) => {
    const row = rows.find((one) => Number(one.place) === place);
    return {
      at: new Date((first + place * minutesPerPoint) * minuteMs).toISOString(),
      found: Number(row?.found ?? 0),
      other: Number(row?.other ?? 0),
    };
  });
  return { minutesPerPoint, points };
}
