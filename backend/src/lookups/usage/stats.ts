import type { Mode, ProviderStats } from '@tinygenesy/contract';
import { type Database, type Dialect, Prisma } from '../../db/database.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const defaultSpanMs = 7 * dayMs;
/** The steps of a chart. The smallest step that gives at most `mostSteps` is used. */
const stepsMs = [60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, dayMs, 7 * dayMs, 30 * dayMs];
const mostSteps = 60;

/**
 * Reads the outcomes of a provider's calls in this mode between two times, by default of the last seven days.
 * A call counts at the time when it was sent. `hitRate` is found ÷ answered. `overTime` has every step, also without calls.
 */
export async function readProviderStats(
  database: Database,
  {
    provider,
    mode,
    from,
    to,
    now,
  }: { provider: string; mode: Mode; from?: Date | undefined; to?: Date | undefined; now: Date },
): Promise<ProviderStats> {
  const until = to ?? now;
  const since = from ?? new Date(until.getTime() - defaultSpanMs);
  const spanMs = Math.max(0, until.getTime() - since.getTime());
  const stepMs = stepsMs.find((step) => spanMs / step <= mostSteps) ?? Math.ceil(spanMs / mostSteps);
  const { dialect } = database;
  const sent = Prisma.sql`FROM "Attempt" WHERE "provider" = ${provider} AND "mode" = ${mode}
    AND "sentAt" >= ${since} AND "sentAt" <= ${until}`;
  const sentMs = epochMs(dialect, '"sentAt"');
  const durationMs = Prisma.sql`(${epochMs(dialect, '"endedAt"')} - ${sentMs})`;

  const totals = await database.scan<TotalsRow>(
    Prisma.sql`SELECT "outcome", count(*) AS "calls", sum("costMicros") AS "costMicros", count("endedAt") AS "ended" ${sent} GROUP BY "outcome"`,
  );
  const errors = await database.scan<ErrorRow>(
    Prisma.sql`SELECT "reasonCode", max("reasonText") AS "reasonText", count(*) AS "calls" ${sent} AND "outcome" = 'error'
      GROUP BY "reasonCode" ORDER BY count(*) DESC LIMIT 20`,
  );
  const step = Prisma.raw(String(stepMs));
  const slots = await database.scan<SlotRow>(
    Prisma.sql`SELECT ${floor(dialect, Prisma.sql`(${sentMs} - ${since.getTime()})`, step)} AS "slot", "outcome", count(*) AS "calls" ${sent}
      GROUP BY 1, "outcome" ORDER BY 1`,
  );
  const ended = totals.reduce((sum, row) => sum + Number(row.ended), 0);
  const quantile = async (share: number): Promise<number | null> => {
    if (ended === 0) return null;
    const offset = Math.min(ended - 1, Math.ceil(share * ended) - 1);
    const rows = await database.scan<{ ms: number | bigint }>(
      Prisma.sql`SELECT ${durationMs} AS "ms" ${sent} AND "endedAt" IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET ${offset}`,
    );
    return rows[0] === undefined ? null : Number(rows[0].ms);
  };

  const counts = outcomeCounts(totals);
  const answered = counts.found + counts.notFound;
  const costMicros = totals.reduce((sum, row) => sum + Number(row.costMicros ?? 0), 0);
  return {
    provider,
    mode,
    calls: totals.reduce((sum, row) => sum + Number(row.calls), 0),
    ...counts,
    errors: errors.map((row) => ({
      reason: { code: row.reasonCode ?? 'unknown', text: row.reasonText ?? '' },
      count: Number(row.calls),
    })),
    hitRate: answered === 0 ? null : counts.found / answered,
    p50Ms: await quantile(0.5),
    p95Ms: await quantile(0.95),
    costMicros,
    costPerFindMicros: counts.found === 0 ? null : Math.round(costMicros / counts.found),
    overTime: Array.from({ length: Math.ceil(spanMs / stepMs) }, (_, slot) => ({
      at: new Date(since.getTime() + slot * stepMs).toISOString(),
      ...outcomeCounts(slots.filter((row) => Number(row.slot) === slot)),
    })),
  };
}

interface OutcomeRow {
  outcome: string | null;
  calls: number | bigint;
}
interface TotalsRow extends OutcomeRow {
  costMicros: unknown;
  ended: number | bigint;
}
interface SlotRow extends OutcomeRow {
  slot: number | bigint;
}
interface ErrorRow {
  reasonCode: string | null;
  reasonText: string | null;
  calls: number | bigint;
}

function outcomeCounts(rows: OutcomeRow[]): { found: number; notFound: number; error: number } {
  const of = (outcome: string): number =>
    rows.filter((row) => row.outcome === outcome).reduce((sum, row) => sum + Number(row.calls), 0);
  return { found: of('found'), notFound: of('not_found'), error: of('error') };
}

const epochMs = (dialect: Dialect, column: string): Prisma.Sql =>
  dialect === 'sqlite' ? Prisma.raw(column) : Prisma.raw(`(extract(epoch FROM ${column}) * 1000)::bigint`);

/** SQL for an integer division. Without the cast SQLite decides by the parameter's type. */
const floor = (dialect: Dialect, value: Prisma.Sql, step: Prisma.Sql): Prisma.Sql =>
  dialect === 'sqlite' ? Prisma.sql`CAST(${value} / ${step} AS INTEGER)` : Prisma.sql`(${value} / ${step})::bigint`;
