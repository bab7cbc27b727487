import type { Mode, Reason } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import type { Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { amountInWords } from '../../providers/amountInWords.ts';
import { dayOf, endOfDay, isUsedUp, spentOn } from '../../providers/dayBudget.ts';
import { permitKey, permitSettings } from '../../providers/permitSettings.ts';
import { windowWords } from '../../providers/windowWords.ts';
import type { LimitedKey, PermitBlocked } from '../../utils/permit.ts';
import { longestWaitMs } from '../planning/longestWaitMs.ts';
import { mayPass } from '../planning/mayPass.ts';
import type { ProviderStop } from '../planning/types.ts';

/** What tells whether providers may be called now. */
export interface StopSettings {
  clock: Pick<Clock, 'now'>;
  /** Returns the providers that are blocked, or have no call left in a window, by the key of their permits. */
  blocks(sql: Sql, limited: readonly LimitedKey[]): Promise<readonly PermitBlocked[]>;
}

/** An enabled provider, and why it is not called now. */
export interface StoppedOrNot extends ProviderStop {
  row: ProviderRow;
}

/**
 * Reads why enabled providers are not called now: a person must act (a refused key, no credits), or a time must pass
 * (a 429, a used-up limit, the budget of the day).
 * @param enabled the enabled providers, in the order of the waterfall
 */
export async function providerStops(
  sql: Sql,
  { blocks, clock }: StopSettings,
  enabled: readonly ProviderRow[],
  mode: Mode,
): Promise<StoppedOrNot[]> {
  const limited = enabled.map((row) => ({ key: permitKey(mode, row.id), settings: permitSettings(row) }));
  const long = (await blocks(sql, limited)).filter(({ forMs }) => forMs > longestWaitMs);
  const now = clock.now();
  const hasBudget = enabled.some(({ budgetMicros }) => budgetMicros !== null);
  const spent = hasBudget ? await spentOn(sql, mode, dayOf(now)) : new Map<string, bigint>();
  return enabled.map((row) => {
    const block = long.find(({ key }) => key === permitKey(mode, row.id));
    return {
      row,
      notUsable:
        row.unusableCode === null ? null : { code: row.unusableCode, text: row.unusableText ?? row.unusableCode },
      asksToWait: block === undefined ? budgetReason(row, spent.get(row.id) ?? 0n, now) : waitReason(row.name, block),
      whenStopped: row.whenStopped === 'pass' ? 'pass' : 'hold',
    };
  });
}

/** Returns the enabled providers for which jobs go on hold now. */
export function holdingProviders(stops: readonly StoppedOrNot[]): string[] {
  return stops
    .filter((stop) => (stop.notUsable !== null || stop.asksToWait !== null) && !mayPass(stop, stops))
    .map(({ row }) => row.id);
}

/** Gives the time in UTC, because the reader's time zone is unknown. */
function waitReason(name: string, { until, usedUp }: PermitBlocked): Reason {
  const cause = usedUp === null ? `${name} asks to wait` : `${name}: ${windowWords(usedUp)} are used up`;
  return { code: 'rate_limited', text: `${cause} until ${utcTime(until)}` };
}

function budgetReason(row: ProviderRow, spent: bigint, now: Date): Reason | null {
  if (!isUsedUp(spent, row.priceMicros, row.budgetMicros)) return null;
  return { code: 'day_budget', text: budgetWords(row, now) };
}

/** The sentence about a budget that pays for no call today, without a full stop. */
export function budgetWords(
  { name, priceMicros, budgetMicros }: Pick<ProviderRow, 'name' | 'priceMicros' | 'budgetMicros'>,
  now: Date,
): string {
  const budget = amountInWords(budgetMicros ?? 0n);
  if (budgetMicros !== null && priceMicros > budgetMicros) {
    return `${name}’s budget of ${budget} a day pays for no call, which may cost ${amountInWords(priceMicros)}. Raise the budget on the provider’s card`;
  }
  return `${name}’s budget of ${budget} for today is used up until ${utcTime(endOfDay(now))}`;
}

function utcTime(at: Date): string {
  const [day, time] = at.toISOString().split('T');
  return `${day} ${time?.slice(0, 5)} UTC`;
}
