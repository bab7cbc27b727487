import { importIssueSchema } from '@tinygenesy/contract';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { type Database, Prisma } from '../../db/database.ts';
import { type ImportFile, readingOfImport } from '../presentImport.ts';

const byteOrderMark = '\uFEFF';
/** Quotes every cell with a line break: readers end a row at any of them, whichever ends the file's rows. */
const lineBreak = /[\r\n]/u;
/** Few rows, because building their text blocks the event loop. */
const pageRows = 500;

const cellsSchema = z.array(z.string());
const issuesSchema = z.array(importIssueSchema);

/**
 * Streams the rows of an import that were not imported as CSV: their original cells under the file's own headers, then
 * the line and the reason. Uses the file's delimiter, so that the same program opens both.
 */
export async function* errorsCsv(database: Database, file: ImportFile): AsyncGenerator<string> {
  const reading = readingOfImport(file);
  const headers = reading?.columns.map(({ originalHeader }) => originalHeader) ?? ['lead'];
  const csv = (records: string[][]): string =>
    stringify(records, { record_delimiter: '\r\n', quoted_match: lineBreak, delimiter: reading?.delimiter ?? ',' });
  const { errorCode = null } =
    file.jobId === null ? {} : ((await database.prisma.job.findUnique({ where: { id: file.jobId } })) ?? {});
  const cancelledText =
    errorCode === null ? 'The import was cancelled before this row.' : 'The import failed before this row.';
  yield byteOrderMark + csv([[...headers, 'line', 'reason']]);
  for (let after = 0; ;) {
    const rows = await readPage(database, file.id, after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield csv(
      rows.map((row) => [...fitted(cellsOf(row), headers.length), String(row.line), reasonOf(row, cancelledText)]),
    );
    after = last.row;
  }
}

interface Row {
  row: number;
  line: number;
  state: string;
  cells: unknown;
  issues: unknown;
}

const readPage = (database: Database, importId: number, after: number): Promise<Row[]> =>
  database.scan<Row>(
    Prisma.sql`SELECT "row", "line", "state", "cells", "issues" FROM "ImportRow"
      WHERE "importId" = ${importId} AND "row" > ${after} AND "state" IN ('invalid', 'skipped', 'cancelled')
      ORDER BY "row" LIMIT ${pageRows}`,
  );

/** Fills a short row up to the columns of the file. In a longer row, line and reason stay the last cells. */
function fitted(cells: string[], count: number): string[] {
  if (cells.length <= count) return [...cells, ...Array.from({ length: count - cells.length }, () => '')];
  return cells;
}

const cellsOf = ({ cells }: Row): string[] => cellsSchema.catch([]).parse(fromJson(cells));

function reasonOf({ state, issues }: Row, cancelledText: string): string {
  if (state === 'cancelled') return cancelledText;
  const told = issuesSchema.catch([]).parse(fromJson(issues));
  const errors = told.filter(({ severity }) => severity === 'error');
  const aboutLead = told.filter(({ code }) => leadCodes.has(code));
  const last = aboutLead.length > 0 ? aboutLead : told.slice(-1);
  return (errors.length > 0 ? errors : last).map(({ text }) => text).join(' ');
}

/** Codes of what is told about the lead that a row belongs to. */
const leadCodes: ReadonlySet<string> = new Set([
  'duplicate_in_file',
  'already_there',
  'unchanged',
  'names_differ',
  'other_email',
  'profile_elsewhere',
]);

const fromJson = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);
