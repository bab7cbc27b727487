import { isDeepStrictEqual } from 'node:util';
import type { Provider, ProviderPatch } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import type { Provider as ProviderRow } from '../db/generated/sqlite/client.ts';
import { readMode } from '../jobs/mode.ts';
import { AppError } from '../platform/errors.ts';
import type { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import { writeBudgets } from './budgets.ts';
import { freedProvider } from './freedProvider.ts';
import { type Known, knownProvider, knownProviders } from './knownProviders.ts';
import { permitKey } from './permitSettings.ts';
import type { PhoneProvider } from './provider.ts';
import type { ProviderBook } from './providerBook.ts';
import { eventOf, showProviders, type ShowProvidersDeps } from './showProviders.ts';
import { withPriceOfCall } from './withPriceOfCall.ts';

export interface ProviderSettingsDeps extends ShowProvidersDeps {
  /** The coded providers of this version, in the shipped order. */
  coded: readonly Pick<PhoneProvider, 'id' | 'name' | 'defaults'>[];
  limiter: Pick<QueuedRateLimiter, 'stats' | 'unblock'>;
  /** Called after a change that lets waiting lookups and jobs continue, such as a lifted block. Must not throw. */
  onUnblocked(): void;
}

/** The settings of providers. Every function throws AppError not_found for an unknown provider. */
export function createProviderSettings(deps: ProviderSettingsDeps) {
  const { database, clock, book, limiter } = deps;
  const { list, read, announce, allFigures } = showProviders(deps);

  return {
    /** Adds the shipped settings of providers without settings, after the existing ones. */
    seed: (): Promise<void> => database.transaction((sql) => addMissing(sql, deps.coded)),

    list,
    read,

    /** Changes settings; a new position moves the other providers. */
    async patch(id: string, given: ProviderPatch): Promise<Provider> {
      const current = await allFigures();
      const patch = await database.transaction(async (sql) => {
        const priced = withPriceOfCall(given, (await knownProvider(sql, book, id)).provider);
        await mayEnable(sql, deps, id, priced);
        await announce(sql, await change(sql, book, id, priced, clock.now()), current);
        return priced;
      });
      if (freeing.some((field) => patch[field] !== undefined)) deps.onUnblocked();
      return read(id);
    },

    /** Lifts the block after a 429 before its time is over. */
    async unblock(id: string): Promise<Provider> {
      await knownProvider(database, book, id);
      await limiter.unblock(permitKey(await readMode(database), id));
      const provider = await read(id);
      await database.transaction((sql) => appendEvents(sql, [eventOf(provider)], clock.now()));
      deps.onUnblocked();
      return provider;
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
        write: async (sql) => announce(sql, await writeBudgets(sql, book, budgets), current),
        afterCommit: deps.onUnblocked,
      };
    },

    /** Lets lookups and jobs continue that wait for a provider whose stop was ended elsewhere. Never throws. */
    freed: (): void => deps.onUnblocked(),

    /** Returns the event with a provider's current settings and state. */
    changedEvent: async (id: string): Promise<NewEvent> => eventOf(await read(id)),
  };
}

/** Settings whose change may end what lookups and jobs wait for. */
const freeing = ['windows', 'usable', 'enabled', 'whenStopped', 'priceMicros'] as const;

type PricedPatch = ReturnType<typeof withPriceOfCall>;

export type ProviderSettings = ReturnType<typeof createProviderSettings>;

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

/**
 * Checks that a provider as data can be switched on in live mode: it has its secrets and settings.
 * @throws AppError conflict
 */
async function mayEnable(
  sql: Sql,
  { book }: Pick<ProviderSettingsDeps, 'book'>,
  id: string,
  patch: ProviderPatch,
): Promise<void> {
  if (patch.enabled !== true || (await readMode(sql)) !== 'live') return;
  const { row, provider } = await knownProvider(sql, book, id);
  if (row.enabled || row.definitionVersion === null) return;
  const missing = [...provider.missing.settings, ...provider.missing.secrets];
  if (missing.length === 0) return;
  const labels = missing.join(' and ');
  throw new AppError(
    'conflict',
    `${row.name} has no ${labels}. Enter it, then switch ${row.name} on. Nothing was changed.`,
  );
}

/** Writes a patch; returns the providers that differ afterwards. */
async function change(sql: Sql, book: ProviderBook, id: string, patch: PricedPatch, now: Date): Promise<Known[]> {
  await knownProvider(sql, book, id);
  const before = new Map((await knownProviders(sql, book)).map(({ row }) => [row.id, row]));
  await writeFields(sql, id, patch, now);
  if (patch.position !== undefined) await move(sql, [...before.values()], id, patch.position);
  return (await knownProviders(sql, book)).filter(({ row }) => !isSameRow(row, before.get(row.id)));
}

async function writeFields(sql: Sql, id: string, patch: PricedPatch, now: Date): Promise<void> {
  const { position: _, usable, priceMicros, ...given } = patch;
  const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (usable) {
    // Whoever continues without a test run has looked at the first leads.
    await sql.prisma.provider.updateMany({ where: { id, unusableCode: 'not_tested' }, data: { provenAt: now } });
  }
  await sql.prisma.provider.update({
    where: { id },
    data: {
      ...plain,
      ...(priceMicros === undefined ? {} : { priceMicros: BigInt(priceMicros) }),
      ...(usable ? { ...freedProvider(now), balanceTries: 0 } : {}),
    },
  });
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
