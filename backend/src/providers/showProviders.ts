import { chargeRuleSchema, type Provider } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import type { Provider as ProviderRow } from '../db/generated/sqlite/client.ts';
import { readMode } from '../jobs/mode.ts';
import type { Clock } from '../platform/clock.ts';
import type { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import { dayOf, endOfDay, isUsedUp, spentOn } from './dayBudget.ts';
import { type Known, knownProvider, knownProviders } from './knownProviders.ts';
import { permitKey, permitSettings, windowsOf } from './permitSettings.ts';
import type { ProviderBook } from './providerBook.ts';
import { untestedLeads } from './untestedLeads.ts';
import type { ProviderSecrets, SecretMark } from './secrets.ts';
import { moneyPerCredit } from './withPriceOfCall.ts';

export interface ShowProvidersDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  book: ProviderBook;
  secrets: Pick<ProviderSecrets, 'list'>;
  limiter: Pick<QueuedRateLimiter, 'stats'>;
}

/** The limiter's figures by the provider's id. */
export type Figures = ReadonlyMap<string, Provider['limiter']>;

/** What is shown beside the rows. */
interface Shown {
  now: Date;
  secrets: readonly SecretMark[];
  /** What the calls of today cost, by the provider's id. */
  spent: ReadonlyMap<string, bigint>;
}

/** Shows providers with their limiter's figures, secrets and spending. */
export function showProviders({ database, clock, book, secrets, limiter }: ShowProvidersDeps) {
  const figures = async (row: ProviderRow): Promise<Provider['limiter']> => {
    const key = permitKey(await readMode(database), row.id);
    const { nextPermitAt, blockedUntil, usedUp, ...counts } = await limiter.stats(key, permitSettings(row));
    return {
      ...counts,
      nextPermitAt: nextPermitAt?.toISOString() ?? null,
      blockedUntil: blockedUntil?.toISOString() ?? null,
      usedUp: usedUp && { window: [...usedUp.window], until: usedUp.until.toISOString() },
    };
  };

  /** Reads what is shown beside the rows. */
  async function readShown(sql: Sql): Promise<Shown> {
    const now = clock.now();
    return { now, secrets: await secrets.list(sql), spent: await spentOn(sql, await readMode(sql), dayOf(now)) };
  }

  return {
    /** Lists the providers in the order of the waterfall. */
    async list(): Promise<Provider[]> {
      const known = await knownProviders(database, book);
      const shown = await readShown(database);
      return Promise.all(known.map(async (one) => present(one, shown, await figures(one.row))));
    },

    async read(id: string): Promise<Provider> {
      const known = await knownProvider(database, book, id);
      return present(known, await readShown(database), await figures(known.row));
    },

    /** Reads the limiter's figures of all providers: outside of transactions, as the limiter does. */
    async allFigures(): Promise<Figures> {
      const rows = await knownProviders(database, book);
      return new Map(await Promise.all(rows.map(async ({ row }) => [row.id, await figures(row)] as const)));
    },

    /** Writes the events of changed providers, with the limiter's figures of a moment ago. */
    async announce(sql: Sql, changed: readonly Known[], current: Figures): Promise<void> {
      const shown = await readShown(sql);
      const events = changed.flatMap((known) => {
        const its = current.get(known.row.id);
        return its ? [eventOf(present(known, shown, its))] : [];
      });
      await appendEvents(sql, events, clock.now());
    },
  };
}

export const eventOf = (provider: Provider): NewEvent => ({
  topic: 'providers',
  name: 'provider.changed',
  data: provider,
});

function present({ row, provider }: Known, { now, secrets, spent }: Shown, limiter: Provider['limiter']): Provider {
  return {
    id: row.id,
    name: row.name,
    definitionVersion: row.definitionVersion,
    position: row.position,
    enabled: row.enabled,
    ratePerSecond: row.ratePerSecond,
    windows: windowsOf(row),
    maxConcurrent: row.maxConcurrent,
    timeoutMs: row.timeoutMs,
    priceMicros: Number(row.priceMicros),
    charge: chargeRuleSchema.parse(row.charge),
    reserveCredits: provider.reserveCredits,
    moneyPerCreditMicros: moneyPerCredit(row.priceMicros, provider.reserveCredits),
    needs: [...provider.needs],
    secrets: provider.secrets.map(({ name, label }) => {
      const mark = secrets.find((secret) => secret.providerId === row.id && secret.name === name);
      return { name, label, last4: mark?.last4 ?? null, setAt: mark?.setAt.toISOString() ?? null };
    }),
    keySource: provider.keySource,
    settings: provider.settings.map((setting) => ({ ...setting })),
    missing: [...provider.missing.settings, ...provider.missing.secrets],
    usable: row.unusableCode === null,
    notUsable: row.unusableCode === null ? null : { code: row.unusableCode, text: row.unusableText ?? '' },
    untested: provider.definitionVersion === null || row.provenAt !== null ? null : { maxLeads: untestedLeads },
    balance:
      provider.askBalance === null
        ? null
        : { credits: row.balance, checkedAt: row.balanceAt?.toISOString() ?? null, problem: row.balanceText },
    whenStopped: row.whenStopped === 'pass' ? 'pass' : 'hold',
    budget: budgetOf(row, spent.get(row.id) ?? 0n, now),
    limiter,
  };
}

const budgetOf = (row: ProviderRow, spent: bigint, now: Date): Provider['budget'] => ({
  perDayMicros: row.budgetMicros === null ? null : Number(row.budgetMicros),
  spentTodayMicros: Number(spent),
  usedUpUntil: isUsedUp(spent, row.priceMicros, row.budgetMicros) ? endOfDay(now).toISOString() : null,
});
