import { type Dialect, Prisma } from './database.ts';

/** Makes a subquery with the column `"id"` from a JSON array, so that a list of any length is one parameter. */
export function idsFromJson(dialect: Dialect, ids: readonly number[]): Prisma.Sql {
  const json = JSON.stringify(ids);
  return dialect === 'sqlite'
    ? Prisma.sql`SELECT value AS "id" FROM json_each(${json})`
    : Prisma.sql`SELECT element::bigint AS "id" FROM jsonb_array_elements_text(${json}::jsonb) AS list(element)`;
}

/**
 * Writes the condition that a column has one of these ids, for tables that grow fast. Before it has statistics of such a
 * table, Postgres compares each of its rows with each element of a subquery.
 */
export const isAmongIds = (dialect: Dialect, column: Prisma.Sql, ids: readonly number[]): Prisma.Sql =>
  dialect === 'sqlite'
    ? Prisma.sql`${column} IN (${idsFromJson(dialect, ids)})`
    : Prisma.sql`${column} = ANY(${ids}::int[])`;
