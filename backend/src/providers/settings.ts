import { chargeRuleSchema, type Provider, type ProviderPatch } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import type { Provider as ProviderRow } from '../db/generated/sqlite/client.ts';
import { readMode } from '../jobs/mode.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import { permitKey, permitSettings } from './permitSettings.ts';
import type { PhoneProvider } from './provider.ts';

export interface ProviderSettingsDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  /** The vendors that this version knows, in the shipped order. */
  vendors: readonly Pick<PhoneProvider, 'id' | 'name' | 'needs' | 'defaults'>[];
  limiter: Pick<QueuedRateLimiter, 'stats' | 'unblock'>;
  /** After the commit of a change: limits, on/off or usability of these may be others now. Must not throw. */
  onChanged(providerIds: string[]): void;
  /** Whoever waited for the end of a block may go on. Must not throw. */
  onUnblocked(): void;
}

/** The settings of providers, as data. All of them throw AppError not_found for an unknown provider. */
export interface ProviderSettings {
  /** Gives the vendors that have no settings yet their shipped ones, behind those that have. */
  seed(): Promise<void>;
  /** In the order of the waterfall. */
  list(): Promise<Provider[]>;
  read(id: string): Promise<Provider>;
  /** Changes settings; a new position moves the others. */
  patch(id: string, patch: ProviderPatch): Promise<Provider>;
  /** Asks a provider again before the time that it asked us to wait for is over. */
  unblock(id: string): Promise<Provider>;
  /** The event that tells how a provider is now. */
  changedEvent(id: string): Promise<NewEvent>;
}

export function createProviderSettings(deps: ProviderSettingsDeps): ProviderSettings {
  const { database } = deps;
  const keyOf = async (id: string): Promise<string> => permitKey(await readMode(database), id);
  const vendors = new Map(deps.vendors.map((vendor) => [vendor.id, vendor]));

  /** Providers of vendors that this version doesn't know stay in the database and out of sight. */
  const rows = async (sql: Sql): Promise<ProviderRow[]> =>
    sql.prisma.provider.findMany({
      where: { id: { in: [...vendors.keys()] } },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
    });

  const present = (row: ProviderRow, limiter: Provider['limiter']): Provider => ({
    id: row.id,
    name: row.name,
    position: row.position,
    enabled: row.enabled,
    ratePerSecond: row.ratePerSecond,
    maxConcurrent: row.maxConcurrent,
    timeoutMs: row.timeoutMs,
    priceMicros: Number(row.priceMicros),
    charge: chargeRuleSchema.parse(row.charge),
    needs: [...(vendors.get(row.id)?.needs ?? [])],
    usable: row.unusableCode === null,
    notUsable: row.unusableCode === null ? null : { code: row.unusableCode, text: row.unusableText ?? '' },
    limiter,
  });

  const figures = async (row: ProviderRow): Promise<Provider['limiter']> => {
    const { waiting, inFlight, nextPermitAt, blockedUntil } = await deps.limiter.stats(
      await keyOf(row.id),
      permitSettings(row),
    );
    return {
      waiting,
      inFlight,
      nextPermitAt: nextPermitAt?.toISOString() ?? null,
      blockedUntil: blockedUntil?.toISOString() ?? null,
    };
  };

  async function knownRow(sql: Sql, id: string): Promise<ProviderRow> {
    const row = vendors.has(id) ? await sql.prisma.provider.findUnique({ where: { id } }) : null;
    if (!row) throw new AppError('not_found', `There is no provider "${id}".`);
    return row;
  }

  async function read(id: string): Promise<Provider> {
    const row = await knownRow(database, id);
    return present(row, await figures(row));
  }

  return {
    async seed() {
      await database.transaction(async (sql) => {
        const there = await sql.prisma.provider.findMany();
        const lastPosition = Math.max(0, ...there.map(({ position }) => position));
        const missing = deps.vendors.filter(({ id }) => !there.some((row) => row.id === id));
        // Two processes may start together on a new database.
        for (const { id, name, defaults } of missing) {
          const { priceMicros, ...rest } = defaults;
          const position =
            there.length === 0 ? defaults.position : lastPosition + 1 + missing.findIndex((vendor) => vendor.id === id);
          await sql.prisma.provider.upsert({
            where: { id },
            create: { id, name, ...rest, position, priceMicros: BigInt(priceMicros), faultsInRow: 0 },
            update: { id },
          });
        }
      });
    },

    async list() {
      const found = await rows(database);
      return Promise.all(found.map(async (row) => present(row, await figures(row))));
    },

    read,

    async patch(id, patch) {
      // The limiter reads outside of the transaction; its figures are of this moment anyway.
      const current = new Map(
        await Promise.all((await rows(database)).map(async (row) => [row.id, await figures(row)] as const)),
      );
      const changed = await database.transaction(async (sql) => {
        await knownRow(sql, id);
        const before = await rows(sql);
        await writeFields(sql, id, patch);
        if (patch.position !== undefined) await move(sql, before, id, patch.position);
        const after = await rows(sql);
        const others = after.filter(
          (row) =>
            !isSameRow(
              row,
              before.find((old) => old.id === row.id),
            ),
        );
        const events = others.flatMap((row) => {
          const limiter = current.get(row.id);
          return limiter ? [eventOf(present(row, limiter))] : [];
        });
        await appendEvents(sql, events, deps.clock.now());
        return others.map((row) => row.id);
      });
      if (changed.length > 0) deps.onChanged(changed);
      return read(id);
    },

    async unblock(id) {
      await knownRow(database, id);
      await deps.limiter.unblock(await keyOf(id));
      const provider = await read(id);
      await database.transaction((sql) => appendEvents(sql, [eventOf(provider)], deps.clock.now()));
      deps.onUnblocked();
      return provider;
    },

    changedEvent: async (id) => eventOf(await read(id)),
  };
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

/** Puts a provider at a place and numbers all of them from 1; a place behind the last is the last. */
async function move(sql: Sql, before: ProviderRow[], id: string, position: number): Promise<void> {
  const order = before.map((row) => row.id).filter((other) => other !== id);
  order.splice(position - 1, 0, id);
  for (const [index, other] of order.entries()) {
    if (before.find((row) => row.id === other)?.position === index + 1) continue;
    await sql.prisma.provider.update({ where: { id: other }, data: { position: index + 1 } });
  }
}

const isSameRow = (a: ProviderRow, b: ProviderRow | undefined): boolean =>
  b !== undefined &&
  Object.entries(a).every(([field, value]) => String(value) === String(b[field as keyof ProviderRow]));
