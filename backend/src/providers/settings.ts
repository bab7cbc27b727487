import { isDeepStrictEqual } from 'node:util';
import { chargeRuleSchema, type Provider, type ProviderPatch } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import type { Provider as ProviderRow } from '../db/generated/sqlite/client.ts';
import { readMode } from '../jobs/mode.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import { dayOf, endOfDay, isUsedUp, spentOn } from './dayBudget.ts';
import { permitKey, permitSettings, windowsOf } from './permitSettings.ts';
import type { PhoneProvider } from './provider.ts';
import { type ProviderBook, settingsOf } from './providerBook.ts';
import type { ProviderSecrets, SecretMark } from './secrets.ts';

export interface ProviderSettingsDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  /** The coded providers of this version, in the shipped order. */
  coded: readonly Pick<PhoneProvider, 'id' | 'name' | 'defaults'>[];
  book: ProviderBook;
  secrets: Pick<ProviderSecrets, 'list'>;
  limiter: Pick<QueuedRateLimiter, 'stats' | 'unblock'>;
  /** Called after a change that lets waiting lookups and jobs continue, such as a lifted block. Must not throw. */
  onUnblocked(): void;
}

/** The settings of providers. Every function throws AppError not_found for an unknown provider. */
export function createProviderSettings(deps: ProviderSettingsDeps) {
  const { database, clock, book } = deps;
  const keyOf = async (id: string): Promise<string> => permitKey(await readMode(database), id);

  const figures = async (row: ProviderRow): Promise<Provider['limiter']> => {
    const { nextPermitAt, blockedUntil, usedUp, ...counts } = await deps.limiter.stats(
      await keyOf(row.id),
      permitSettings(row),
    );
    return {
      ...counts,
      nextPermitAt: nextPermitAt?.toISOString() ?? null,
      blockedUntil: blockedUntil?.toISOString() ?? null,
      usedUp: usedUp && { window: [...usedUp.window], until: usedUp.until.toISOString() },
    };
  };

  async function read(id: string): Promise<Provider> {
    const known = await knownProvider(database, book, id);
    return present(known, await readShown(database), await figures(known.row));
  }

  /** Reads what is shown beside the rows. */
  async function readShown(sql: Sql): Promise<Shown> {
    const now = clock.now();
    return {
      now,
      secrets: await deps.secrets.list(sql),
      spent: await spentOn(sql, await readMode(sql), dayOf(now)),
    };
  }

  /** Writes the events of changed providers, with the limiter's figures of a moment ago. */
  async function announce(sql: Sql, changed: readonly Known[], current: Figures): Promise<void> {
    const shown = await readShown(sql);
    const events = changed.flatMap((known) => {
      const limiter = current.get(known.row.id);
      return limiter ? [eventOf(present(known, shown, limiter))] : [];
    });
    await appendEvents(sql, events, clock.now());
  }

  /** Reads the limiter's figures of all providers: outside of transactions, as the limiter does. */
  async function allFigures(): Promise<Figures> {
    const rows = await knownProviders(database, book);
    return new Map(await Promise.all(rows.map(async ({ row }) => [row.id, await figures(row)] as const)));
  }

  return {
    /** Adds the shipped settings of providers without settings, after the existing ones. */
    seed: (): Promise<void> => database.transaction((sql) => addMissing(sql, deps.coded)),

    /** Lists the providers in the order of the waterfall. */
    async list(): Promise<Provider[]> {
      const known = await knownProviders(database, book);
      const shown = await readShown(database);
      return Promise.all(known.map(async (one) => present(one, shown, await figures(one.row))));
    },

    read,

    /** Changes settings; a new position moves the other providers. */
    async patch(id: string, patch: ProviderPatch): Promise<Provider> {
      const current = await allFigures();
      await database.transaction(async (sql) => announce(sql, await change(sql, book, id, patch), current));
      if (freeing.some((field) => patch[field] !== undefined)) deps.onUnblocked();
      return read(id);
    },

    /** Lifts the block after a 429 before its time is over. */
    async unblock(id: string): Promise<Provider> {
      await knownProvider(database, book, id);
      await deps.limiter.unblock(await keyOf(id));
      const provider = await read(id);
      await database.transaction((sql) => appendEvents(sql, [eventOf(provider)], clock.now()));
      deps.onUnblocked();
      return provider;
    },

    /** Reads the budgets of a day, by the provider's id. */
    async budgets(sql: Sql): Promise<Record<string, number>> {
      const rows = await sql.prisma.provider.findMany({
        where: { budgetMicros: { not: null } },
        orderBy: { id: 'asc' },
      });
      return Object.fromEntries(rows.map(({ id, budgetMicros }) => [id, Number(budgetMicros)]));
    },

    /**
     * Prepares a change of budgets; null removes a budget.
     * @returns what writes it in a transaction, and what lets waiting jobs continue after the commit
     */
    async changeBudgets(
      budgets: Readonly<Record<string, number | null>>,
    ): Promise<{ write(sql: Sql): Promise<void>; afterCommit(): void }> {
      const current = await allFigures();
      return {
        async write(sql) {
          const changed = await writeBudgets(sql, book, budgets);
          await announce(sql, changed, current);
        },
        afterCommit: deps.onUnblocked,
      };
    },

    /** Returns the event with a provider's current settings and state. */
    changedEvent: async (id: string): Promise<NewEvent> => eventOf(await read(id)),
  };
}

/** Settings whose change may end what lookups and jobs wait for. */
const freeing = ['windows', 'usable', 'enabled', 'whenStopped', 'priceMicros'] as const;

export type ProviderSettings = ReturnType<typeof createProviderSettings>;

/** A provider's row with the provider that this version can call. */
interface Known {
  row: ProviderRow;
  provider: PhoneProvider;
}

/** Reads the providers that this version can call, in the order of the waterfall. Others stay in the database. */
async function knownProviders(sql: Sql, book: ProviderBook): Promise<Known[]> {
  const rows = await sql.prisma.provider.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] });
  const providers = new Map((await book.of(sql, rows)).map((provider) => [provider.id, provider]));
  return rows.flatMap((row) => {
    const provider = providers.get(row.id);
    return provider === undefined ? [] : [{ row, provider }];
  });
}

async function knownProvider(sql: Sql, book: ProviderBook, id: string): Promise<Known> {
  const row = await sql.prisma.provider.findUnique({ where: { id } });
  const [provider] = row === null ? [] : await book.of(sql, [row]);
  if (row === null || provider === undefined) throw new AppError('not_found', `There is no provider "${id}".`);
  return { row, provider };
}

type Figures = ReadonlyMap<string, Provider['limiter']>;

/** What is shown beside the rows. */
interface Shown {
  now: Date;
  secrets: readonly SecretMark[];
  /** What the calls of today cost, by the provider's id. */
  spent: ReadonlyMap<string, bigint>;
}

function present({ row, provider }: Known, { now, secrets, spent }: Shown, limiter: Provider['limiter']): Provider {
  const entered = settingsOf(row.settings);
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
    needs: [...provider.needs],
    secrets: provider.secrets.map(({ name, label }) => {
      const mark = secrets.find((secret) => secret.providerId === row.id && secret.name === name);
      return { name, label, last4: mark?.last4 ?? null, setAt: mark?.setAt.toISOString() ?? null };
    }),
    settings: provider.settings.map(({ name, label }) => ({ name, label, value: entered[name] ?? null })),
    usable: row.unusableCode === null,
    notUsable: row.unusableCode === null ? null : { code: row.unusableCode, text: row.unusableText ?? '' },
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

async function addMissing(sql: Sql, providers: ProviderSettingsDeps['coded']): Promise<void> {
  const there = await sql.prisma.provider.findMany();
  const lastPosition = Math.max(0, ...there.map(({ position }) => position));
  const missing = providers.filter(({ id }) => !there.some((row) => row.id === id));
  for (const [index, { id, name, defaults }] of missing.entries()) {
    const { priceMicros, ...rest } = defaults;
    const position = there.length === 0 ? defaults.position : lastPosition + 1 + index;
    // Two processes may start together on a new database.
    await sql.prisma.provider.upsert({
      where: { id },
      create: { id, name, ...rest, position, priceMicros: BigInt(priceMicros), faultsInRow: 0 },
      update: { id },
    });
  }
}

/** Writes a patch; returns the providers that differ afterwards. */
async function change(sql: Sql, book: ProviderBook, id: string, patch: ProviderPatch): Promise<Known[]> {
  await knownProvider(sql, book, id);
  const before = new Map((await knownProviders(sql, book)).map(({ row }) => [row.id, row]));
  await writeFields(sql, id, patch);
  if (patch.position !== undefined) await move(sql, [...before.values()], id, patch.position);
  return (await knownProviders(sql, book)).filter(({ row }) => !isSameRow(row, before.get(row.id)));
}

const eventOf = (provider: Provider): NewEvent => ({ topic: 'providers', name: 'provider.changed', data: provider });

async function writeFields(sql: Sql, id: string, patch: ProviderPatch): Promise<void> {
  const { position: _, usable, priceMicros, ...given } = patch;
  const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  await sql.prisma.provider.update({
    where: { id },
    data: {
      ...plain,
      ...(priceMicros === undefined ? {} : { priceMicros: BigInt(priceMicros) }),
      ...(usable ? { faultsInRow: 0, unusableCode: null, unusableText: null, unusableAt: null } : {}),
    },
  });
}

/**
 * Writes budgets; returns the providers that differ afterwards.
 * @throws AppError invalid for ids of no provider
 */
async function writeBudgets(
  sql: Sql,
  book: ProviderBook,
  budgets: Readonly<Record<string, number | null>>,
): Promise<Known[]> {
  const before = await knownProviders(sql, book);
  const unknown = Object.keys(budgets).filter((id) => !before.some(({ row }) => row.id === id));
  if (unknown.length > 0) {
    throw new AppError('invalid', 'Nothing was changed.', {
      errors: unknown.map((id) => ({ pointer: `/budgets/${id}`, message: 'is not the id of a provider' })),
    });
  }
  for (const [id, micros] of Object.entries(budgets)) {
    await sql.prisma.provider.update({
      where: { id },
      data: { budgetMicros: micros === null ? null : BigInt(micros) },
    });
  }
  return (await knownProviders(sql, book)).filter(({ row }) => row.id in budgets);
}

/** Moves a provider to a position and numbers all providers from 1. A position after the last one means the last. */
async function move(sql: Sql, before: ProviderRow[], id: string, position: number): Promise<void> {
  const order = before.map((row) => row.id).filter((other) => other !== id);
  order.splice(position - 1, 0, id);
  for (const [index, other] of order.entries()) {
    if (before.find((row) => row.id === other)?.position === index + 1) continue;
    await sql.prisma.provider.update({ where: { id: other }, data: { position: index + 1 } });
  }
}

const isSameRow = (a: ProviderRow, b: ProviderRow | undefined): boolean => isDeepStrictEqual(a, b);
