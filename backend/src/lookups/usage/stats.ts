import type { Mode, ProviderStats } from '@tinygenesy/contract';
import { type Database, type Dialect, Prisma } from '../../db/database.ts';
import { hourMs, hoursUntilMs, outcomeOf, reasonCodeOf, reasonTextOf } from './usageHours.ts';
import { readUniqueFinds } from './uniqueFinds.ts';

const dayMs = 24 * hourMs;
const defaultSpanMs = 7 * dayMs;
/** The steps of a chart. The smallest step that gives at most `mostSteps` is used. */
const stepsMs = [60_000, 300_000, 900_000, hourMs, 6 * hourMs, dayMs, 7 * dayMs, 30 * dayMs];
const mostSteps = 60;
/** The last calls that are measured for the quantiles. */
const measuredCalls = 1_000;
const mostReasons = 20;

interface Span {
  provider: string;
  mode: Mode;
  since: Date;
  until: Date;
}

/**
 * Reads the outcomes of a provider's calls in this mode between two times, by default of the last seven days.
 * A call counts at the time when it was sent. `hitRate` is found ÷ answered. `overTime` has every step, also without calls;
 * in steps of an hour or longer, calls are sorted by their hour. The quantiles are those of the last 1,000 calls.
 *
 * Whole hours come from `UsageHour`, so that the work does not grow with the number of calls.
 */
export async function readProviderStats(
  database: Database,
  {
    provider,
    mode,
    from,
    to,
    now,
  }: Partial<Record<'from' | 'to', Date | undefined>> & Omit<Span, 'since' | 'until'> & { now: Date },
): Promise<ProviderStats> {
  const until = to ?? now;
  const span = { provider, mode, since: from ?? new Date(until.getTime() - defaultSpanMs), until };
  const spanMs = Math.max(0, until.getTime() - span.since.getTime());
  const stepMs = stepsMs.find((step) => spanMs / step <= mostSteps) ?? Math.ceil(spanMs / mostSteps / hourMs) * hourMs;
  const cells = await readCells(database, span, stepMs);
  const counts = countsOf(cells);
  const answered = counts.found + counts.notFound;
  const costMicros = sum(cells, 'costMicros');
  const slotOf = ({ atMs }: Cell): number => Math.floor((atMs - span.since.getTime()) / stepMs);
  const [p50Ms, p95Ms] = await readQuantiles(database, span, [0.5, 0.95]);
  return {
    provider,
    mode,
    calls: sum(cells, 'calls'),
    ...counts,
    errors: errorsOf(cells),
    hitRate: answered === 0 ? null : counts.found / answered,
    p50Ms: p50Ms ?? null,
    p95Ms: p95Ms ?? null,
    costMicros,
    costPerFindMicros: counts.found === 0 ? null : Math.round(costMicros / counts.found),
    uniqueFinds: await readUniqueFinds(database, span),
    overTime: Array.from({ length: Math.ceil(spanMs / stepMs) }, (_, slot) => ({
      at: new Date(span.since.getTime() + slot * stepMs).toISOString(),
      ...countsOf(cells.filter((cell) => slotOf(cell) === slot)),
    })),
  };
}

/** Calls of one outcome and reason at one time. */
interface Cell {
  atMs: number;
  outcome: string;
  reasonCode: string;
  reasonText: string;
  calls: number;
  costMicros: number;
}

/** Reads the calls of a span: written hours, and the ledger's lines before and after them. */
async function readCells(database: Database, span: Span, stepMs: number): Promise<Cell[]> {
  const [sinceMs, untilMs] = [span.since.getTime(), span.until.getTime()];
  const firstHour = Math.ceil(sinceMs / hourMs) * hourMs;
  const end = Math.min(Math.floor(untilMs / hourMs) * hourMs, await hoursUntilMs(database, span));
  // A shorter step divides an hour.
  if (stepMs < hourMs || end <= firstHour) return readLines(database, span, stepMs, sinceMs, untilMs + 1);
  const { provider, mode } = span;
  const hours = await database.prisma.usageHour.findMany({
    where: { provider, mode, hour: { gte: new Date(firstHour), lt: new Date(end) } },
  });
  return [
    ...(await readLines(database, span, stepMs, sinceMs, firstHour)),
    ...hours.map(({ hour, costMicros, ...cell }) => ({
      ...cell,
      atMs: hour.getTime(),
      costMicros: Number(costMicros),
    })),
    ...(await readLines(database, span, stepMs, end, untilMs + 1)),
  ];
}

/** Reads the lines of the ledger sent from `fromMs` and before `toMs`, by the steps of the span. */
async function readLines(
  database: Database,
  { provider, mode, since }: Span,
  stepMs: number,
  fromMs: number,
  toMs: number,
): Promise<Cell[]> {
  const { dialect } = database;
  const sinceStart = Prisma.sql`(${epochMs(dialect, '"sentAt"')} - ${since.getTime()})`;
  const rows = await database.scan<Record<'slot' | 'calls', number | bigint> & Omit<Cell, 'calls'>>(
    Prisma.sql`SELECT ${floor(dialect, sinceStart, Prisma.raw(String(stepMs)))} AS "slot",
        ${outcomeOf} AS "outcome", ${reasonCodeOf} AS "reasonCode", ${reasonTextOf} AS "reasonText",
        count(*) AS "calls", sum("costMicros") AS "costMicros"
      FROM "Attempt" WHERE "provider" = ${provider} AND "mode" = ${mode}
        AND "sentAt" >= ${new Date(fromMs)} AND "sentAt" < ${new Date(toMs)} GROUP BY 1, 2, 3`,
  );
  return rows.map(({ slot, calls, costMicros, outcome, reasonCode, reasonText }) => ({
    ...{ outcome, reasonCode, reasonText },
    atMs: since.getTime() + Number(slot) * stepMs,
    calls: Number(calls),
    costMicros: Number(costMicros),
  }));
}

/** Returns quantiles of the durations of a span's last calls; none without calls. */
async function readQuantiles(database: Database, span: Span, shares: readonly number[]): Promise<number[]> {
  const { provider, mode, since, until } = span;
  const duration = Prisma.sql`${epochMs(database.dialect, '"endedAt"')} - ${epochMs(database.dialect, '"sentAt"')}`;
  const rows = await database.scan<{ ms: number | bigint }>(
    Prisma.sql`SELECT ${duration} AS "ms" FROM "Attempt" WHERE "provider" = ${provider} AND "mode" = ${mode}
      AND "sentAt" >= ${since} AND "sentAt" <= ${until} AND "endedAt" IS NOT NULL
      ORDER BY "sentAt" DESC LIMIT ${measuredCalls}`,
  );
  const sorted = rows.map(({ ms }) => Number(ms)).sort((a, b) => a - b);
  return shares.flatMap((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? []);
}

const sum = (cells: readonly Cell[], key: 'calls' | 'costMicros'): number =>
  cells.reduce((total, cell) => total + cell[key], 0);

function countsOf(cells: readonly Cell[]): { found: number; notFound: number; error: number } {
  const of = (outcome: string): number =>
    sum(
      cells.filter((cell) => cell.outcome === outcome),
      'calls',
    );
  return { found: of('found'), notFound: of('not_found'), error: of('error') };
}

/** Lists the reasons of errors, the most frequent first, equal ones by their code. */
function errorsOf(cells: readonly Cell[]): ProviderStats['errors'] {
  const errors = new Map<string, ProviderStats['errors'][number]>();
  for (const { outcome, reasonCode: code, reasonText, calls } of cells) {
    if (outcome !== 'error') continue;
    const known = errors.get(code);
    errors.set(code, { reason: { code, text: known?.reason.text ?? reasonText }, count: (known?.count ?? 0) + calls });
  }
  const byCode = (a: string, b: string) => (a < b ? -1 : 1);
  return [...errors.values()]
    .sort((a, b) => b.count - a.count || byCode(a.reason.code, b.reason.code))
    .slice(0, mostReasons);
}

const epochMs = (dialect: Dialect, column: string): Prisma.Sql =>
  dialect === 'sqlite' ? Prisma.raw(column) : Prisma.raw(`(extract(epoch FROM ${column}) * 1000)::bigint`);

/** SQL for an integer division. Without the cast SQLite decides by the parameter's type. */
const floor = (dialect: Dialect, value: Prisma.Sql, step: Prisma.Sql): Prisma.Sql =>
  dialect === 'sqlite' ? Prisma.sql`CAST(${value} / ${step} AS INTEGER)` : Prisma.sql`(${value} / ${step})::bigint`;
