import type { ImportIssue } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';

type RowState = 'created' | 'updated' | 'skipped' | 'invalid' | 'cancelled';

/** A row of a file with its result. */
export interface WrittenRow {
  row: number;
  line: number;
  state: RowState;
  leadId: number | null;
  leadVersion: number | null;
  /** JSON of the cells as in the file. */
  cells: string;
  issues: ImportIssue[];
}

/**
 * Writes the results of a batch of rows in one statement. Cells are stored only for rows with issues or not imported.
 */
export async function keepImportRows(sql: Sql, importId: number, rows: readonly WrittenRow[]): Promise<void> {
  if (rows.length === 0) return;
  const json = storable(sql, `[${rows.map(asJson).join(',')}]`);
  const columns = Prisma.raw('"importId", "row", "line", "state", "leadId", "leadVersion", "cells", "issues"');
  await sql.prisma.$executeRaw(
    sql.dialect === 'sqlite'
      ? // Materialized: see leadSql.ts.
        Prisma.sql`INSERT INTO "ImportRow" (${columns}) WITH "given" AS MATERIALIZED (SELECT "value" FROM json_each(${json}))
          SELECT ${importId}, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6 FROM "given"`
      : Prisma.sql`INSERT INTO "ImportRow" (${columns}) SELECT ${importId}::int, (value->>0)::int, (value->>1)::int, value->>2,
          (value->>3)::int, (value->>4)::int, NULLIF(value->5, 'null'), NULLIF(value->6, 'null')
          FROM jsonb_array_elements(${json}::jsonb) AS given(value)`,
  );
}

function asJson({ row, line, state, leadId, leadVersion, cells, issues }: WrittenRow): string {
  const keeps = issues.length > 0 || (state !== 'created' && state !== 'updated');
  const kept = keeps ? `${cells},${JSON.stringify(issues)}` : 'null,null';
  return `[${row},${line},"${state}",${leadId},${leadVersion},${kept}]`;
}

/** Removes NUL and halves of surrogate pairs, which Postgres can't store. Only unchanged cells contain them. */
function storable({ dialect }: Sql, json: string): string {
  if (dialect === 'sqlite' || !/\\u(?:0000|d[89a-f])/u.test(json)) return json;
  return JSON.stringify(
    JSON.parse(json, (_key, value: unknown) =>
      typeof value === 'string' ? value.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD') : value,
    ),
  );
}
