import { type Dialect, Prisma } from '../db/database.ts';

/**
 * Builds a FROM item of ids with values that many ids share. Sends each distinct set of values once, because the driver
 * keeps bound texts in memory until the statement is collected.
 */
export function groupedRows(dialect: Dialect, rows: readonly (readonly [id: number, shared: readonly unknown[]])[]) {
  const places = new Map<string, number>();
  const shared: unknown[] = [];
  const ids = rows.map(([id, values]) => {
    const key = JSON.stringify(values);
    const place = places.get(key) ?? shared.push(values) - 1;
    places.set(key, place);
    return [id, place];
  });
  const isSqlite = dialect === 'sqlite';
  const [idsJson, sharedJson] = [JSON.stringify(ids), JSON.stringify(shared)];
  const cast = (type: string): Prisma.Sql => (isSqlite ? Prisma.empty : Prisma.raw(`::${type}`));
  return {
    from: isSqlite
      ? Prisma.sql`json_each(${idsJson}) AS "given" JOIN json_each(${sharedJson}) AS "shared" ON "shared"."key" = "given"."value"->>1`
      : Prisma.sql`jsonb_array_elements(${idsJson}::jsonb) AS "given"("value")
          JOIN jsonb_array_elements(${sharedJson}::jsonb) WITH ORDINALITY AS "shared"("value", "place")
          ON "shared"."place" = ("given"."value"->>1)::int + 1`,
    id: Prisma.sql`("given"."value"->>0)${cast('int')}`,
    /** @param type of Postgres */
    cell: (index: number, type = 'text'): Prisma.Sql =>
      Prisma.sql`(${Prisma.raw(`"shared"."value"->>${index}`)})${cast(type)}`,
    /** Reads a cell with epoch milliseconds as a time. */
    time: (index: number): Prisma.Sql =>
      isSqlite
        ? Prisma.raw(`("shared"."value"->>${index})`)
        : Prisma.raw(`to_timestamp(("shared"."value"->>${index})::float8 / 1000)`),
  };
}
