import { Prisma, type Sql } from '../db/database.ts';

/** Returns the leads that have one of some hundred emails or LinkedIn addresses now, by this value. */
export async function holdersOf(
  sql: Sql,
  field: 'email' | 'linkedinUrl',
  values: readonly string[],
): Promise<Map<string, number[]>> {
  const holders = new Map<string, number[]>();
  if (values.length === 0) return holders;
  const json = JSON.stringify(values);
  const list =
    sql.dialect === 'sqlite'
      ? Prisma.sql`SELECT value FROM json_each(${json})`
      : Prisma.sql`SELECT jsonb_array_elements_text(${json}::jsonb)`;
  const column = Prisma.raw(`"${field}"`);
  const rows = await sql.prisma.$queryRaw<{ id: number | bigint; value: string }[]>(
    Prisma.sql`SELECT "id", ${column} AS "value" FROM "Lead" WHERE ${column} IN (${list})`,
  );
  for (const { id, value } of rows) holders.set(value, [...(holders.get(value) ?? []), Number(id)]);
  return holders;
}
