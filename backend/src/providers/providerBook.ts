import { providerDefinitionSchema } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { Provider as ProviderRow } from '../db/generated/sqlite/client.ts';
import { declaredProvider } from './declared/declaredProvider.ts';
import { keySourceOf } from './keySource.ts';
import type { BookedProvider, PhoneProvider } from './provider.ts';
import { settingsOf } from './settingsOf.ts';

/** The providers that this process can call: the coded ones, and those that are data. */
export interface ProviderBook {
  /** Returns the providers of rows, in their order, without those that this version can't call. */
  of(sql: Sql, rows: readonly BookRow[]): Promise<BookedProvider[]>;
  /** Returns a provider; undefined when there is none that this version can call. */
  find(sql: Sql, id: string): Promise<BookedProvider | undefined>;
}

type BookRow = Pick<ProviderRow, 'id' | 'definitionVersion' | 'settings'>;

/**
 * Creates the book. A definition is read once per version and settings, because a version never changes.
 * @param allowedHosts hosts that may be called although they are private or have no HTTPS
 * @param isConfigured whether the environment gives a provider's key
 */
export function createProviderBook(
  coded: readonly PhoneProvider[],
  allowedHosts: ReadonlySet<string> = new Set(),
  isConfigured: (provider: PhoneProvider) => boolean = () => false,
): ProviderBook {
  /** The newest reading of each definition, by the provider's id. */
  const read = new Map<string, { key: string; provider: PhoneProvider }>();

  async function one(sql: Sql, row: BookRow): Promise<PhoneProvider[]> {
    const { id: providerId, definitionVersion: version } = row;
    if (version === null) return coded.filter(({ id }) => id === providerId);
    const settings = settingsOf(row.settings);
    const key = JSON.stringify([version, settings]);
    const known = read.get(providerId);
    if (known?.key === key) return [known.provider];
    const stored = await sql.prisma.providerDefinition.findUnique({
      where: { providerId_version: { providerId, version } },
    });
    const parsed = providerDefinitionSchema.safeParse(stored?.definition);
    if (!parsed.success) return [];
    const provider = declaredProvider({ definition: parsed.data, version, settings, allowedHosts });
    read.set(providerId, { key, provider });
    return [provider];
  }

  async function withKeys(sql: Sql, providers: readonly PhoneProvider[]): Promise<BookedProvider[]> {
    if (providers.length === 0) return [];
    const entered = await sql.prisma.providerSecret.findMany({ select: { providerId: true, name: true } });
    return providers.map((provider) => {
      const names = entered.filter(({ providerId }) => providerId === provider.id).map(({ name }) => name);
      return { ...provider, ...keySourceOf(provider, names, isConfigured(provider)) };
    });
  }

  return {
    async of(sql, rows) {
      const found: PhoneProvider[] = [];
      for (const row of rows) found.push(...(await one(sql, row)));
      return withKeys(sql, found);
    },
    async find(sql, id) {
      const code = coded.find((provider) => provider.id === id);
      const row = code === undefined ? await sql.prisma.provider.findUnique({ where: { id } }) : null;
      const found = code ?? (row === null ? undefined : (await one(sql, row))[0]);
      return found === undefined ? undefined : (await withKeys(sql, [found]))[0];
    },
  };
}
