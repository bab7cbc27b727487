import type { Sql } from '../db/database.ts';
import type { Provider as ProviderRow } from '../db/generated/sqlite/client.ts';
import { AppError } from '../platform/errors.ts';
import type { BookedProvider } from './provider.ts';
import type { ProviderBook } from './providerBook.ts';

/** A provider's row with the provider that this version can call. */
export interface Known {
  row: ProviderRow;
  provider: BookedProvider;
}

/** Reads the providers that this version can call, in the order of the waterfall. Others stay in the database. */
export async function knownProviders(sql: Sql, book: ProviderBook): Promise<Known[]> {
  const rows = await sql.prisma.provider.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] });
  const providers = new Map((await book.of(sql, rows)).map((provider) => [provider.id, provider]));
  return rows.flatMap((row) => {
    const provider = providers.get(row.id);
    return provider === undefined ? [] : [{ row, provider }];
  });
}

export async function knownProvider(sql: Sql, book: ProviderBook, id: string): Promise<Known> {
  const row = await sql.prisma.provider.findUnique({ where: { id } });
  const [provider] = row === null ? [] : await book.of(sql, [row]);
  if (row === null || provider === undefined) throw new AppError('not_found', `There is no provider "${id}".`);
  return { row, provider };
}
