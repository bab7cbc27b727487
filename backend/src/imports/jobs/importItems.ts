import { type JobItems, importIssueSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { type Database, Prisma } from '../../db/database.ts';
import { decodeCursor, pageOf } from '../../http/cursor.ts';
import { undoNoteCode } from '../writing/undoLeads.ts';
import type { JobRow } from '../../jobs/presentJob.ts';

interface ItemQuery {
  limit: number;
  cursor?: string | undefined;
  state?: string[] | undefined;
}

const requestSchema = z.looseObject({ importId: z.int() });
const issuesSchema = z.array(importIssueSchema).catch([]);

/** Reads the items of an import's job, which are its rows. The items of an undo are leads, each at its first row. */
export async function importItems(database: Database, job: JobRow, query: ItemQuery): Promise<JobItems> {
  const { importId } = requestSchema.parse(job.request);
  const isUndo = job.kind === 'import_undo';
  const after = query.cursor === undefined ? 0 : decodeCursor(query.cursor, place(job.id), z.int());
  const rows = await database.scan<ItemRow>(
    Prisma.sql`SELECT "row", "leadId", "issues", ${isUndo ? undoState : Prisma.raw('"state"')} AS "state" FROM "ImportRow" AS "item"
      WHERE "importId" = ${importId} AND "row" > ${after} ${isUndo ? Prisma.sql`AND ${isFirstOfLead}` : Prisma.empty}
        ${query.state ? Prisma.sql`AND ${isUndo ? undoState : Prisma.raw('"state"')} IN (${Prisma.join(query.state)})` : Prisma.empty}
      ORDER BY "row" LIMIT ${query.limit + 1}`,
  );
  const { page, nextCursor } = pageOf(rows, query.limit, place(job.id), ({ row }) => row);
  return {
    items: page.map((row) => ({
      id: row.row,
      leadId: row.leadId,
      state: row.state,
      reason: reasonOf(row, isUndo),
      costMicros: 0,
      startedAt: null,
      endedAt: null,
    })),
    nextCursor,
  };
}

interface ItemRow {
  row: number;
  leadId: number | null;
  state: string;
  issues: unknown;
}

const undoState = Prisma.sql`COALESCE("undo", 'waiting')`;
const touched = Prisma.sql`"state" IN ('created', 'updated')`;
// The plus stops SQLite from reading all rows of the import for each row.
const isFirstOfLead = Prisma.sql`${touched} AND NOT EXISTS (SELECT 1 FROM "ImportRow" AS "earlier"
  WHERE "earlier"."leadId" = "item"."leadId" AND +"earlier"."importId" = "item"."importId"
    AND "earlier"."row" < "item"."row" AND "earlier"."state" IN ('created', 'updated'))`;

/** Returns the error of a row or its last note: the note of a duplicate comes after the notes of cells. */
function reasonOf({ state, issues }: ItemRow, isUndo: boolean): { code: string; text: string } | null {
  const told = issuesSchema.parse(typeof issues === 'string' ? JSON.parse(issues) : issues);
  const issue = isUndo
    ? told.find(({ code }) => code === undoNoteCode)
    : state === 'invalid'
      ? told.find(({ severity }) => severity === 'error')
      : state === 'skipped'
        ? // A note says why; a warning, such as differing names, does not.
          (told.findLast(({ code, severity }) => severity === 'note' && code !== undoNoteCode) ?? told.at(-1))
        : undefined;
  return issue === undefined ? null : { code: issue.code, text: issue.text };
}

const place = (jobId: number): string => `rows of job ${jobId}`;
