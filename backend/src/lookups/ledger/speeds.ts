import { type Mode, trustedAnswers } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import type { Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import type { ProviderForecast } from '../planning/forecast.ts';
import { readMode } from '../../jobs/mode.ts';
import { windowsOf } from '../../providers/permitSettings.ts';
import type { Clock } from '../../platform/clock.ts';
import type { StopSettings } from './providerStops.ts';
import { withLimitsOfToday } from './withLimitsOfToday.ts';

/** The number of a provider's last calls that are measured. */
const sample = 500;
/** Figures before any call was measured. */
const unmeasured = { hitRate: 0.4, mobileShare: 0.6, meanLatencyMs: 1_000 };

/** A provider's forecast with what it was measured from. */
export interface MeasuredProvider extends ProviderForecast {
  name: string;
  /** The number of measured answers. */
  answers: number;
}

/** Lists the enabled providers in the order of the waterfall, with figures of their last calls in this mode. */
export async function measuredProviders(sql: Sql): Promise<MeasuredProvider[]> {
  return measureProviders(
    sql,
    await sql.prisma.provider.findMany({ where: { enabled: true }, orderBy: { position: 'asc' } }),
  );
}

/** Returns providers with figures of their last calls in this mode, in the given order. */
export async function measureProviders(sql: Sql, providers: readonly ProviderRow[]): Promise<MeasuredProvider[]> {
  if (providers.length === 0) return [];
  const mode = await readMode(sql);
  const figures = await sql.prisma.$queryRaw<
    {
      provider: string;
      answers: number | bigint;
      found: number | bigint;
      mobile: number | bigint;
      meanLatencyMs: number | null;
    }[]
  >(
    Prisma.join(
      providers.map(({ id }) => lastCalls(sql, mode, id)),
      ' UNION ALL ',
    ),
  );
  return providers.map((provider) => {
    const figure = figures.find((row) => row.provider === provider.id);
    const answers = Number(figure?.answers ?? 0);
    const found = Number(figure?.found ?? 0);
    const mobile = Number(figure?.mobile ?? 0);
    return {
      id: provider.id,
      name: provider.name,
      answers,
      priceMicros: Number(provider.priceMicros),
      charge: provider.charge === 'call' ? 'call' : 'found',
      ratePerSecond: provider.ratePerSecond,
      windows: windowsOf(provider),
      maxConcurrent: provider.maxConcurrent,
      hitRate: (found + unmeasured.hitRate * trustedAnswers) / (answers + trustedAnswers),
      mobileShare: (mobile + unmeasured.mobileShare * trustedAnswers) / (found + trustedAnswers),
      meanLatencyMs: figure?.meanLatencyMs ?? unmeasured.meanLatencyMs,
    };
  });
}

function lastCalls(sql: Sql, mode: Mode, provider: string): Prisma.Sql {
  const spanMs =
    sql.dialect === 'sqlite'
      ? Prisma.sql`"endedAt" - "sentAt"`
      : Prisma.sql`extract(epoch from "endedAt" - "sentAt") * 1000`;
  const phoneType =
    sql.dialect === 'sqlite' ? Prisma.sql`json_extract("phone", '$.type')` : Prisma.sql`"phone" ->> 'type'`;
  return Prisma.sql`SELECT ${provider} AS "provider", COUNT(*) AS "answers",
      COUNT(CASE WHEN "outcome" = 'found' THEN 1 END) AS "found",
      COUNT(CASE WHEN "outcome" = 'found' AND ${phoneType} = 'mobile' THEN 1 END) AS "mobile",
      CAST(AVG(${spanMs}) AS ${Prisma.raw(sql.dialect === 'sqlite' ? 'REAL' : 'DOUBLE PRECISION')}) AS "meanLatencyMs"
    FROM (SELECT * FROM "Attempt" WHERE "provider" = ${provider} AND "mode" = ${mode}
      AND "state" = 'settled' AND "sentAt" IS NOT NULL ORDER BY "sentAt" DESC LIMIT ${sample}) AS "last"`;
}

export type Speeds = () => Promise<ProviderForecast[]>;

/**
 * Caches the measured providers, with what limits them today, for five seconds: both change slower than the counts shown
 * with them.
 */
export function cachedSpeeds(database: Database, settings: StopSettings & { clock: Clock }): Speeds {
  const keptMs = 5_000;
  let kept: { atMs: number; value: Promise<ProviderForecast[]> } | null = null;
  return () => {
    const nowMs = settings.clock.monotonicMs();
    if (kept === null || nowMs - kept.atMs > keptMs) {
      const value = measuredProviders(database).then((providers) => withLimitsOfToday(database, settings, providers));
      value.catch(() => (kept = null));
      kept = { atMs: nowMs, value };
    }
    return kept.value;
  };
}
