import type { ExportDelimiter, ExportMode, LeadCsvExportQuery, LeadExportQuery, Mode } from '@tinygenesy/contract';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { stringify } from 'csv-stringify/sync';
import { type Database, type Dialect, Prisma } from '../../db/database.ts';
import { touched, where } from '../list/leadFilter.ts';
import { readOrder, sortKey } from '../list/leadOrder.ts';
import { suppressedAmong } from '../suppression/listedValues.ts';
import { exportConditions } from './exportConditions.ts';
import { escapeFormula } from './escapeFormula.ts';
import { AppError } from '../../platform/errors.ts';
import { mostSheetRows, writeXlsx } from './writeXlsx.ts';
import { type ExportColumn, exportColumns } from './exportColumns.ts';
import { type ExportedLead, exportedFields } from './exportedLead.ts';

const byteOrderMark = '\uFEFF';
/** Quotes every cell with a line break: readers end a row at any of them, whichever ends the file's rows. */
const lineBreak = /[\r\n]/u;
/** Small enough that writing a page's text does not delay other requests. */
const pageSize = 250;
const none: ReadonlySet<number> = new Set();

interface ExportOptions {
  /** In live mode, sandbox numbers are omitted. */
  appMode: Mode;
}

/** The cells of an export, as values: no cell is escaped. */
interface ExportedTable {
  /** The number of leads at the start. Deleted and suppressed ones are left out of the pages. */
  leadCount: number;
  headers: string[];
  pages: AsyncIterable<string[][]>;
}

/**
 * Reads leads in constant memory, except for their ids. The ids are read at the start, so that changes meanwhile neither
 * omit nor repeat a lead. Values are read page by page. Leads on the suppression list are left out, because people
 * send messages from such files.
 */
async function exportedTable(
  database: Database,
  query: LeadExportQuery,
  { appMode }: ExportOptions,
): Promise<ExportedTable> {
  const { mode, includeSuppressed } = query;
  const conditions = exportConditions(database.dialect, query);
  const columns = exportColumns(await customNames(database, conditions));
  const order = await idsInOrder(database, conditions, query);

  async function* pages(): AsyncGenerator<string[][]> {
    for (const page of pagesOf(order)) {
      const left = includeSuppressed ? none : await suppressedAmong(database, page);
      const leads = await readPage(
        database,
        page.filter((id) => !left.has(id)),
      );
      if (leads.length > 0) yield leads.map((lead) => record(columns, told(lead, appMode), mode));
    }
  }
  return { leadCount: countOf(order), headers: columns.map(({ headers }) => headers[mode]), pages: pages() };
}

/**
 * Streams leads as CSV. A spreadsheet export begins with a byte order mark, and its cells can't be calculated. A raw export
 * has unchanged values.
 */
export async function* exportLeads(
  database: Database,
  { delimiter, ...query }: LeadCsvExportQuery,
  options: ExportOptions,
): AsyncGenerator<string> {
  const { headers, pages } = await exportedTable(database, query, options);
  const csv = csvOf(query.mode, delimiter);
  const head = csv([headers]);
  yield query.mode === 'spreadsheet' ? byteOrderMark + head : head;
  for await (const page of pages) yield csv(page);
}

/**
 * Streams leads as an Excel workbook.
 * @throws AppError invalid when a sheet can't hold the leads
 */
export async function exportWorkbook(
  database: Database,
  query: LeadExportQuery,
  options: ExportOptions,
): Promise<AsyncGenerator<Uint8Array>> {
  const { leadCount, headers, pages } = await exportedTable(database, query, options);
  if (leadCount >= mostSheetRows) {
    const most = (mostSheetRows - 1).toLocaleString('en');
    throw new AppError('invalid', `An Excel sheet holds at most ${most} leads. Filter the list, or export CSV.`);
  }
  async function* rows(): AsyncGenerator<string[][]> {
    yield [headers.map(asWorkbookCell)];
    for await (const page of pages) yield page.map((cells) => cells.map(asWorkbookCell));
  }
  return writeXlsx(rows());
}

/** An import of our own spreadsheet export removes an escaping apostrophe, so one of the value itself is escaped. */
const asWorkbookCell = (cell: string): string => (cell.startsWith("'") ? escapeFormula(cell) : cell);

function countOf(order: string): number {
  if (order === '') return 0;
  let count = 1;
  for (let at = order.indexOf(','); at !== -1; at = order.indexOf(',', at + 1)) count += 1;
  return count;
}

const record = (columns: readonly ExportColumn[], lead: ExportedLead, mode: ExportMode): string[] =>
  columns.map(({ cell }) => cell(lead, mode));

/** Removes a sandbox number in live mode, where it counts as missing. */
const told = (lead: ExportedLead, appMode: Mode): ExportedLead =>
  appMode === 'live' && lead.phoneMode === 'sandbox'
    ? { ...lead, phoneNumber: null, phoneExtension: null, phoneStatus: 'none', phoneProvider: null, phoneMode: null }
    : lead;

const delimiters: Record<ExportDelimiter, string> = { comma: ',', semicolon: ';', tab: '\t' };

/** Creates the function that writes rows as CSV. */
function csvOf(mode: ExportMode, name: ExportDelimiter): (rows: readonly string[][]) => string {
  const format = { delimiter: delimiters[name], quoted_match: lineBreak };
  return mode === 'raw'
    ? (rows) => stringify([...rows], { ...format, record_delimiter: '\n' })
    : (rows) =>
        stringify(
          rows.map((cells) => cells.map(escapeFormula)),
          { ...format, record_delimiter: '\r\n' },
        );
}

/** Returns the names of the leads' custom fields, sorted. */
async function customNames(database: Database, conditions: Prisma.Sql[]): Promise<string[]> {
  const names =
    database.dialect === 'sqlite'
      ? Prisma.sql`json_each("Lead"."custom") AS field`
      : Prisma.sql`jsonb_object_keys("Lead"."custom") AS field(key)`;
  const rows = await database.scan<{ name: string }>(
    Prisma.sql`SELECT DISTINCT field.key AS "name" FROM "Lead" CROSS JOIN ${names} ${where(conditions)}`,
  );
  return rows.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b, 'en') || (a < b ? -1 : 1));
}

/** Returns the ids, separated by commas. One text takes less memory than a row for each lead. */
async function idsInOrder(database: Database, conditions: Prisma.Sql[], query: LeadExportQuery): Promise<string> {
  const { sort, mode: _mode, ids: _ids, exceptIds: _exceptIds, includeSuppressed: _included, ...filter } = query;
  const { field, descending } = readOrder(sort, filter);
  const direction = Prisma.raw(descending ? 'DESC' : 'ASC');
  const key = field === 'importRow' ? firstRowIn(filter.importId ?? 0) : sortKey(database.dialect, field);
  const first = key === null ? Prisma.empty : Prisma.sql`${key} ${direction},`;
  const rows = await database.scan<{ ids: string | null }>(
    Prisma.sql`SELECT string_agg(CAST("Lead"."id" AS TEXT), ',' ORDER BY ${first} "Lead"."id" ${direction}) AS "ids"
      FROM "Lead" ${where(conditions)}`,
  );
  return rows[0]?.ids ?? '';
}

/** The first row of a file that created or changed the lead. */
const firstRowIn = (importId: number): Prisma.Sql => Prisma.sql`(SELECT min("ImportRow"."row") FROM "ImportRow"
  WHERE "ImportRow"."leadId" = "Lead"."id" AND +"ImportRow"."importId" = ${importId} AND ${touched})`;

function* pagesOf(ids: string): Generator<number[]> {
  for (let start = 0; start < ids.length;) {
    let end = start;
    for (let taken = 0; taken < pageSize && end < ids.length; taken += 1) {
      const comma = ids.indexOf(',', end);
      end = comma < 0 ? ids.length : comma + 1;
    }
    yield ids.slice(start, end).split(',').filter(Boolean).map(Number);
    start = end;
  }
}

/** Reads the leads in the order of the ids, without deleted ones. */
async function readPage(database: Database, ids: number[]): Promise<ExportedLead[]> {
  const rows = await database.scan<ExportedLead>(pageQuery(database.dialect, ids));
  const byId = new Map(rows.map((row) => [Number(row.id), row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

const pageQuery = (dialect: Dialect, ids: number[]): Prisma.Sql =>
  Prisma.sql`SELECT ${exportedFields} FROM "Lead" WHERE "Lead"."id" IN (${idsFromJson(dialect, ids)})`;
