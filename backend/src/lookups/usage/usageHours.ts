import { setImmediate as pause } from 'node:timers/promises';
import { type Mode, modeSchema } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';

export const hourMs = 3_600_000;
/** Calls sent at the end of an hour have ended after this time, whatever their limits. */
const settlingMs = 15 * 60_000;
/** Hours per run and provider, so that housekeeping reaches its other parts. */
const mostHours = 200;

interface Usage {
  provider: string;
  mode: Mode;
}

const settingKey = ({ provider, mode }: Usage): string => `usageHours:${mode}:${provider}`;

/** Returns the time up to which the hours of a provider are written, in epoch milliseconds; 0: none. */
export async function hoursUntilMs(sql: Sql, usage: Usage): Promise<number> {
  const setting = await sql.prisma.setting.findUnique({ where: { key: settingKey(usage) } });
  return Number(setting?.value ?? 0);
}

/**
 * Writes the hours of the ledger whose calls have all ended, oldest first, so that statistics read an hour instead of its
 * calls. Ended calls never change.
 * @param signal ends the run after the current hour
 */
export async function writeUsageHours(database: Database, now: Date, signal: AbortSignal): Promise<void> {
  const providers = await database.prisma.provider.findMany({ select: { id: true } });
  for (const { id: provider } of providers) {
    for (const mode of modeSchema.options) {
      let hours = 0;
      while (!signal.aborted && hours < mostHours && (await writeNextHour(database, { provider, mode }, now)))
        hours += 1;
    }
  }
}

/** @returns false when there is no hour to write now */
async function writeNextHour(database: Database, usage: Usage, now: Date): Promise<boolean> {
  const fromMs = await hoursUntilMs(database, usage);
  const [next] = await database.scan<{ sentAt: Date | number | bigint }>(
    Prisma.sql`SELECT "sentAt" FROM "Attempt" WHERE "provider" = ${usage.provider} AND "mode" = ${usage.mode}
      AND "sentAt" >= ${new Date(fromMs)} ORDER BY "sentAt" LIMIT 1`,
  );
  if (next === undefined) return false;
  const hour = Math.floor(Number(next.sentAt) / hourMs) * hourMs;
  if (hour + hourMs + settlingMs > now.getTime()) return false;
  const rows = await callsOfHour(database, usage, hour);
  if (rows.some(({ open }) => Number(open) > 0)) return false;
  await database.transaction(async (sql) => {
    if ((await hoursUntilMs(sql, usage)) !== fromMs) return;
    const key = settingKey(usage);
    const value = String(hour + hourMs);
    await sql.prisma.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
    await sql.prisma.usageHour.createMany({
      data: rows.map(({ outcome, reasonCode, reasonText, calls, costMicros }) => ({
        ...usage,
        ...{ hour: new Date(hour), outcome, reasonCode, reasonText },
        ...{ calls: Number(calls), costMicros: BigInt(Number(costMicros)) },
      })),
    });
  });
  await pause();
  return true;
}

interface CallsRow {
  outcome: string;
  reasonCode: string;
  reasonText: string;
  calls: number | bigint;
  costMicros: unknown;
  open: unknown;
}

const callsOfHour = (database: Database, { provider, mode }: Usage, hour: number): Promise<CallsRow[]> =>
  database.scan(
    Prisma.sql`SELECT ${outcomeOf} AS "outcome", ${reasonCodeOf} AS "reasonCode", ${reasonTextOf} AS "reasonText",
        count(*) AS "calls", sum("costMicros") AS "costMicros",
        sum(CASE WHEN "state" IN ('reserved', 'sent') THEN 1 ELSE 0 END) AS "open"
      FROM "Attempt" WHERE "provider" = ${provider} AND "mode" = ${mode}
        AND "sentAt" >= ${new Date(hour)} AND "sentAt" < ${new Date(hour + hourMs)} GROUP BY 1, 2`,
  );

/** SQL for the outcome of a call, and for the reason of an error: empty otherwise. */
export const outcomeOf = Prisma.sql`coalesce("outcome", '')`;
export const reasonCodeOf = Prisma.sql`CASE WHEN "outcome" = 'error' THEN coalesce("reasonCode", 'unknown') ELSE '' END`;
export const reasonTextOf = Prisma.sql`coalesce(max(CASE WHEN "outcome" = 'error' THEN "reasonText" END), '')`;
