import type { Sql } from '../../db/database.ts';
import { readMode } from '../../jobs/mode.ts';
import { dayOf, endOfDay, spentOn } from '../../providers/dayBudget.ts';
import { permitKey, permitSettings } from '../../providers/permitSettings.ts';
import type { ProviderForecast } from '../planning/forecast.ts';
import type { StopSettings } from './providerStops.ts';

/** Adds to providers what limits their calls from now on: used-up limits, a 429, and the budgets of today. */
export async function withLimitsOfToday<Measured extends ProviderForecast>(
  sql: Sql,
  { blocks, clock }: StopSettings,
  providers: readonly Measured[],
): Promise<Measured[]> {
  const mode = await readMode(sql);
  const rows = await sql.prisma.provider.findMany({ where: { id: { in: providers.map(({ id }) => id) } } });
  const limited = rows.map((row) => ({ key: permitKey(mode, row.id), settings: permitSettings(row) }));
  const closed = await blocks(sql, limited);
  const now = clock.now();
  const spent = await spentOn(sql, mode, dayOf(now));
  const secondsLeft = Math.ceil((endOfDay(now).getTime() - now.getTime()) / 1_000);
  return providers.map((provider) => {
    const row = rows.find(({ id }) => id === provider.id);
    if (row === undefined) return provider;
    const waits = closed.flatMap(({ key, forMs }) => (key === permitKey(mode, row.id) ? [forMs / 1_000] : []));
    const perDayMicros = row.budgetMicros === null ? null : Number(row.budgetMicros);
    const leftMicros = Math.max(0, (perDayMicros ?? 0) - Number(spent.get(row.id) ?? 0n));
    return {
      ...provider,
      today: {
        waitSeconds: Math.max(0, ...waits),
        budget: perDayMicros === null ? null : { leftMicros, perDayMicros, secondsLeft },
        passes: row.whenStopped === 'pass',
      },
    };
  });
}
