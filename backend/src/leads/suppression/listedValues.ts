import type { SuppressionKind } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { suppressionHash, suppressionKey } from './suppressionKey.ts';
import { type Suppressible, type SuppressionValue, suppressionValues } from './suppressionValues.ts';

/**
 * Returns the values of each lead that are on the suppression list, in the order of the leads: none means that the lead
 * may be contacted. Reads the list itself, in at most two statements.
 * @param leads at most some hundred
 * @param key the key, if the caller has read it
 */
export async function listedValues(
  sql: Sql,
  leads: readonly Suppressible[],
  key?: string | null,
): Promise<SuppressionValue[][]> {
  const used = key === undefined ? await suppressionKey(sql) : key;
  if (used === null || leads.length === 0) return leads.map(() => []);
  const hashes = new Map<string, string>();
  const hashOf = (value: SuppressionValue): string => {
    const name = `${value.kind} ${value.value}`;
    const hash = hashes.get(name) ?? suppressionHash(used, value);
    hashes.set(name, hash);
    return hash;
  };
  const hashed = leads.map((lead) => suppressionValues(lead).map((value) => ({ value, hash: hashOf(value) })));
  const listed = await listedHashes(sql, [...hashes.values()]);
  return hashed.map((values) => values.flatMap(({ value, hash }) => (listed.has(hash) ? [value] : [])));
}

/** Returns the kinds of values by which the suppression list covers a lead. */
export const kindsOf = (values: readonly SuppressionValue[]): SuppressionKind[] => [
  ...new Set(values.map(({ kind }) => kind)),
];

/** Returns which of some hundred stored leads are on the suppression list, by their ids. */
export async function suppressedAmong(sql: Sql, leadIds: readonly number[]): Promise<Set<number>> {
  const key = await suppressionKey(sql);
  if (key === null || leadIds.length === 0) return new Set();
  const leads = await readSuppressible(sql, Prisma.sql`"id" IN (${idsFromJson(sql.dialect, leadIds)})`, leadIds.length);
  const listed = await listedValues(sql, leads, key);
  return new Set(leads.filter((_, index) => (listed[index]?.length ?? 0) > 0).map(({ id }) => id));
}

/** Reads the fields of stored leads by which they may be covered, in the order of their ids. */
export async function readSuppressible(
  sql: Sql,
  condition: Prisma.Sql,
  limit: number,
): Promise<(Suppressible & { id: number })[]> {
  const rows = await sql.prisma.$queryRaw<(Suppressible & { id: number | bigint })[]>(
    Prisma.sql`SELECT "id", "email", "companyWebsite", "phoneNumber", "phones", "linkedinUrl" FROM "Lead"
      WHERE ${condition} ORDER BY "id" LIMIT ${limit}`,
  );
  return rows.map((row) => ({
    ...row,
    id: Number(row.id),
    phones: typeof row.phones === 'string' ? (JSON.parse(row.phones) as unknown) : row.phones,
  }));
}

/** Returns which of some thousand hashes are on the list, in one statement. */
export async function listedHashes(sql: Sql, hashes: readonly string[]): Promise<Set<string>> {
  const json = JSON.stringify(hashes);
  const list =
    sql.dialect === 'sqlite'
      ? Prisma.sql`SELECT value FROM json_each(${json})`
      : Prisma.sql`SELECT jsonb_array_elements_text(${json}::jsonb)`;
  const rows = await sql.prisma.$queryRaw<{ hash: string }[]>(
    Prisma.sql`SELECT DISTINCT "hash" FROM "SuppressionEntry" WHERE "hash" IN (${list})`,
  );
  return new Set(rows.map(({ hash }) => hash));
}
