import { type ImportRows, importIssueSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { type Database, Prisma } from '../../db/database.ts';
import { encodeCursor } from '../../http/cursor.ts';
import { pageStart, type RowsQuery } from '../preview/draftRows.ts';

const cellsSchema = z.array(z.string()).nullable();
const issuesSchema = z.array(importIssueSchema).nullable();

interface Row {
  row: number | bigint;
  line: number | bigint;
  state: string;
  leadId: number | bigint | null;
  cells: unknown;
  issues: unknown;
}

/**
 * Returns a page of an import's rows with their results.
 * @throws AppError bad_cursor
 */
export async function importedRows(database: Database, importId: number, query: RowsQuery): Promise<ImportRows> {
  const { list, after } = pageStart(importId, query);
  const { problem, field, state, limit } = query;
  const found = await database.scan<Row>(Prisma.sql`
    SELECT "row", "line", "state", "leadId", "cells", "issues" FROM "ImportRow"
    WHERE "importId" = ${importId} AND "row" > ${after}
      ${state === undefined ? Prisma.empty : Prisma.sql`AND "state" = ${state}`}
      ${problem === undefined ? Prisma.empty : Prisma.sql`AND ${hasProblem(database, problem, field)}`}
    ORDER BY "row" LIMIT ${limit + 1}`);
  const page = found.slice(0, limit);
  return {
    rows: page.map((row) => ({
      row: Number(row.row),
      line: Number(row.line),
      state: row.state,
      leadId: row.leadId === null ? null : Number(row.leadId),
      cells: cellsSchema.parse(json(row.cells)),
      issues: issuesSchema.parse(json(row.issues)) ?? [],
    })),
    nextCursor: found.length > page.length ? encodeCursor(list, Number(page.at(-1)?.row)) : null,
  };
}

function hasProblem({ dialect }: Database, problem: string, field: string | undefined): Prisma.Sql {
  const isKind =
    problem === 'any'
      ? Prisma.sql`"issue"."value"->>'severity' <> 'note'`
      : Prisma.sql`"issue"."value"->>'code' = ${problem}`;
  const fits = field === undefined ? isKind : Prisma.sql`${isKind} AND "issue"."value"->>'field' = ${field}`;
  const issues =
    dialect === 'sqlite'
      ? Prisma.sql`json_each("issues") AS "issue"`
      : Prisma.sql`jsonb_array_elements("issues") AS "issue"("value")`;
  return Prisma.sql`"issues" IS NOT NULL AND EXISTS (SELECT 1 FROM ${issues} WHERE ${fits})`;
}

/** Parses JSON, which a raw statement returns as text on SQLite. */
const json = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);
