import type { Mode } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';

/*
 * The books of a provider's days. A day is a UTC day, of the moment in which a call is sent; what a call gives back
 * returns to its own day.
 */

/** The UTC day of a moment, such as `2026-11-28`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The moment in which the UTC day of a moment ends. */
export const endOfDay = (at: Date): Date => new Date(Date.parse(dayOf(at)) + 86_400_000);

interface ProviderDayKey {
  mode: string;
  provider: string;
  day: string;
}

/** Amounts to add to the books of a day; `day` null: a call before budgets, whose cost is on no book. */
export interface DayChange extends Omit<ProviderDayKey, 'day'> {
  day: string | null;
  costMicros: bigint;
  reservedMicros: bigint;
}

/**
 * Reserves the price of a call on a day. Call it in the transaction of the reservation, after all jobs are locked.
 * @param budgetMicros null: no budget
 * @returns `held` when calls in flight may give back what is missing; `used_up` when nothing can
 */
export async function reserveOnDay(
  sql: Sql,
  { mode, provider, day }: ProviderDayKey,
  priceMicros: bigint,
  budgetMicros: bigint | null,
): Promise<'reserved' | 'held' | 'used_up'> {
  if (priceMicros === 0n) return 'reserved';
  if (budgetMicros !== null && priceMicros > budgetMicros) return 'used_up';
  const fits =
    budgetMicros === null
      ? Prisma.empty
      : Prisma.sql`WHERE "ProviderDay"."reservedMicros" + ${priceMicros} <= ${budgetMicros}`;
  const count = await sql.prisma.$executeRaw`INSERT INTO "ProviderDay"
      ("mode", "provider", "day", "costMicros", "reservedMicros") VALUES (${mode}, ${provider}, ${day}, 0, ${priceMicros})
    ON CONFLICT ("mode", "provider", "day")
      DO UPDATE SET "reservedMicros" = "ProviderDay"."reservedMicros" + ${priceMicros} ${fits}`;
  if (count > 0) return 'reserved';
  const row = await sql.prisma.providerDay.findUniqueOrThrow({
    where: { mode_provider_day: { mode, provider, day } },
  });
  return isUsedUp(row.costMicros, priceMicros, budgetMicros) ? 'used_up' : 'held';
}

/** Tells whether the budget of a day pays for no further call, whatever the calls in flight give back. */
export const isUsedUp = (costMicros: bigint, priceMicros: bigint, budgetMicros: bigint | null): boolean =>
  budgetMicros !== null && priceMicros > 0n && costMicros + priceMicros > budgetMicros;

/** Adds amounts to the books, a day at a time in one order. Call it after all jobs of the transaction are locked. */
export async function bookOnDays(sql: Sql, changes: readonly (DayChange | null)[]): Promise<void> {
  const sums = new Map<string, DayChange & { day: string }>();
  for (const change of changes) {
    if (change === null || change.day === null) continue;
    const { mode, provider, day } = change;
    const key = `${mode} ${provider} ${day}`;
    const sum = sums.get(key) ?? { mode, provider, day, costMicros: 0n, reservedMicros: 0n };
    sum.costMicros += change.costMicros;
    sum.reservedMicros += change.reservedMicros;
    sums.set(key, sum);
  }
  for (const [, sum] of [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (sum.costMicros === 0n && sum.reservedMicros === 0n) continue;
    const { mode, provider, day, costMicros, reservedMicros } = sum;
    await sql.prisma.$executeRaw`UPDATE "ProviderDay" SET "costMicros" = "costMicros" + ${costMicros},
        "reservedMicros" = "reservedMicros" + ${reservedMicros}
      WHERE "mode" = ${mode} AND "provider" = ${provider} AND "day" = ${day}`;
  }
}

/** Reads what each provider's calls of a day cost so far, by the provider's id. */
export async function spentOn(sql: Sql, mode: Mode, day: string): Promise<ReadonlyMap<string, bigint>> {
  const rows = await sql.prisma.providerDay.findMany({ where: { mode, day } });
  return new Map(rows.map(({ provider, costMicros }) => [provider, costMicros]));
}
