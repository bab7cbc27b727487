import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import type { LeadValues } from '../../leads/editLead.ts';
import { instant } from '../../db/instant.ts';
import { cellColumns, type CellType, detailCell, leadCells } from './leadCells.ts';

const names = Prisma.raw(cellColumns.map(({ name }) => `"${name}"`).join(', '));

/**
 * Inserts leads in one statement. Reserves their ids before, so that each id certainly belongs to its row.
 * @param leads JSON of each lead's cells (see leadCells)
 * @returns the ids in the order of the leads
 */
export async function insertLeads(sql: Sql, leads: readonly string[], at: Date): Promise<number[]> {
  if (leads.length === 0) return [];
  const ids = await nextIds(sql, leads.length);
  const rows = `[${leads.map((cells, index) => `[${ids[index]},${cells.slice(1)}`).join(',')}]`;
  const now = instant(sql.dialect, at);
  await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "Lead" ("id", ${names}, "phoneDetail", "version", "phoneRound", "emailCheck", "emailReasons", "createdAt", "updatedAt")
      WITH ${given(sql.dialect, rows)}
      SELECT ${cell(sql.dialect, 'number', 0)}, ${cellsFrom(sql.dialect, 1)}, ${detailFrom(sql.dialect, 1)}, 1, 1, 'idle', '[]', ${now}, ${now} FROM "given"`,
  );
  return ids;
}

export interface LeadUpdate {
  id: number;
  /** The version that was read. The update increments it. */
  version: number;
  values: LeadValues;
}

/**
 * Updates leads in one statement.
 * @throws Error when the version of one of them has changed
 */
export async function updateLeads(sql: Sql, leads: readonly LeadUpdate[], at: Date): Promise<void> {
  if (leads.length === 0) return;
  const { dialect } = sql;
  const rows = JSON.stringify(
    leads.map(({ id, version, values }) => [id, version, values.phoneDetail !== 'keep', ...leadCells(values)]),
  );
  const set = cellColumns.map(
    ({ name, type }, index) => Prisma.sql`${Prisma.raw(`"${name}"`)} = ${cell(dialect, type, index + 3)}`,
  );
  const written = await sql.prisma.$executeRaw(
    Prisma.sql`WITH ${given(dialect, rows)} UPDATE "Lead" SET ${Prisma.join(set)}, "version" = "version" + 1, "updatedAt" = ${at},
        "phoneDetail" = CASE WHEN ${cell(dialect, 'boolean', 2)} THEN ${detailFrom(dialect, 3)} ELSE "phoneDetail" END
      FROM "given"
      WHERE "Lead"."id" = ${cell(dialect, 'number', 0)} AND "Lead"."version" = ${cell(dialect, 'number', 1)}`,
  );
  if (written !== leads.length) throw new Error('A lead changed between the read and the update.');
}

async function nextIds(sql: Sql, count: number): Promise<number[]> {
  if (sql.dialect === 'postgres') {
    // One text, because Prisma takes longer for a row than Postgres for an id. OFFSET finds the sequence once, not for each id.
    const [row] = await sql.prisma.$queryRaw<{ ids: string }[]>(
      Prisma.sql`SELECT string_agg(nextval("ids")::text, ',') AS "ids"
        FROM (SELECT pg_get_serial_sequence('"Lead"', 'id')::regclass AS "ids" OFFSET 0) AS "sequence", generate_series(1, ${count}::int)`,
    );
    return row?.ids.split(',').map(Number) ?? [];
  }
  // No other statement writes while this transaction is open, and an explicit id raises the sequence.
  const [row] = await sql.prisma.$queryRaw<{ seq: number | bigint }[]>(
    Prisma.sql`SELECT "seq" FROM sqlite_sequence WHERE "name" = 'Lead'`,
  );
  const last = Number(row?.seq ?? 0);
  return Array.from({ length: count }, (_, index) => last + 1 + index);
}

/**
 * Names the rows of a JSON array of arrays `given`, with one column, `value`. Materialized, because SQLite would write
 * each row as JSON anew for every column that is read from it: a third of an insert.
 */
const given = (dialect: Dialect, json: string): Prisma.Sql =>
  dialect === 'sqlite'
    ? Prisma.sql`"given" AS MATERIALIZED (SELECT "value" FROM json_each(${json}))`
    : Prisma.sql`"given" AS (SELECT "value" FROM jsonb_array_elements(${json}::jsonb) AS "all"("value"))`;

const cellsFrom = (dialect: Dialect, from: number): Prisma.Sql =>
  Prisma.join(cellColumns.map(({ type }, index) => cell(dialect, type, from + index)));

/** In Postgres a JSON null is a value, but a lead without a detail has none. */
const detailFrom = (dialect: Dialect, from: number): Prisma.Sql =>
  dialect === 'sqlite'
    ? cell(dialect, 'json', from + detailCell)
    : Prisma.sql`NULLIF(${cell(dialect, 'json', from + detailCell)}, 'null'::jsonb)`;

function cell(dialect: Dialect, type: CellType, index: number): Prisma.Sql {
  const text = `"given"."value"->>${index}`;
  if (dialect === 'sqlite') return Prisma.raw(`(${text})`);
  switch (type) {
    case 'text':
      return Prisma.raw(`(${text})`);
    case 'number':
      return Prisma.raw(`(${text})::float8`);
    case 'boolean':
      return Prisma.raw(`(${text})::boolean`);
    case 'json':
      return Prisma.raw(`("given"."value"->${index})`);
    case 'time':
      return Prisma.raw(`to_timestamp((${text})::float8 / 1000)`);
  }
}
