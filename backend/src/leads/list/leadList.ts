import type {
  LeadFilter,
  LeadList,
  LeadListQuery,
  LeadPositions,
  LeadPositionsQuery,
  LeadSort,
} from '@tinygenesy/contract';
import { z } from 'zod';
import { columnsOfTable } from '../../db/columns.ts';
import { type Database, type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { decodeCursor, encodeCursor, listFingerprint } from '../../http/cursor.ts';
import {
  fieldConditions,
  filterConditions,
  importRows,
  inImport,
  inJob,
  isHit,
  isIndexed,
  matchExpression,
  rowMatches,
  searchPieces,
  where,
} from './leadFilter.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { shownColumns } from '../leadColumns.ts';
import { hasOpenRequest, type ListedRow } from '../jobStates.ts';
import { presentLeads } from '../presentLead.ts';
import { isMarkedSuppressed } from '../suppression/suppressionMarks.ts';

export interface ListLimits {
  /** The limit of rows that one page scans. It then returns the leads found so far, and a cursor. */
  walkedRows: number;
  /** The limit up to which a filtered list is counted. */
  countedRows: number;
  /** The limit of search hits or leads of a job that are sorted in memory. */
  sortedRows: number;
  /** The limit of search hits that are read whole for a page in another order. Of more hits, a page is soon found. */
  readHits: number;
}

const defaultListLimits: ListLimits = {
  walkedRows: 20_000,
  countedRows: 100_000,
  sortedRows: 4_000,
  readHits: 100_000,
};

/** The sorts with their column, and the index for SQLite, which has no statistics to choose one. */
const sorts = {
  id: null,
  lastName: { column: Prisma.raw('"Lead"."sortName"'), index: 'Lead_sortName_id_idx' },
  email: { column: Prisma.raw('"Lead"."sortEmail"'), index: 'Lead_sortEmail_id_idx' },
  companyName: { column: Prisma.raw('"Lead"."sortCompany"'), index: 'Lead_sortCompany_id_idx' },
  updatedAt: { column: Prisma.raw('"Lead"."updatedAt"'), index: 'Lead_updatedAt_id_idx' },
} as const;
type SortField = keyof typeof sorts;

/** A sort key (text, or milliseconds for a time; null when sorted by id), and the id. */
const positionSchema = z.tuple([z.union([z.string(), z.number(), z.null()]), z.int().positive()]);
type Position = z.infer<typeof positionSchema>;

/** The rows that a page scans: rows of `"Lead"`, or the hits of an index joined to them. */
interface Source {
  from: Prisma.Sql;
  conditions: Prisma.Sql[];
  /** The id as a column of the scanned index, which returns rows in this order. */
  id: Prisma.Sql;
  /** A row for each hit, without the leads; null without an index. */
  hits: Prisma.Sql | null;
  /** The hits alone, if deleted leads may be among them, so that the end of a page is found without their leads. */
  hitsAlone?: Pick<Source, 'from' | 'conditions'>;
  /** Few enough rows to sort in memory. */
  isSmall: boolean;
  /** The search has few enough hits to read them whole. */
  readsHits?: boolean;
}

const leadId = Prisma.raw('"Lead"."id"');

/**
 * Reads one page of the leads that match a filter. The keyset order is stable while leads are added.
 * A page may contain fewer than `limit` (or no) leads and still have a `nextCursor`: see `ListLimits.walkedRows`.
 * @throws AppError bad_cursor
 */
export async function listLeads(
  database: Database,
  query: LeadListQuery,
  limits: ListLimits = defaultListLimits,
): Promise<LeadList> {
  const { limit, cursor, until, sort, count, ...filter } = query;
  const { field, descending, fingerprint } = readList(sort, filter);
  const after = cursor === undefined ? null : readPosition(cursor, fingerprint, field);
  const end = until === undefined ? null : readPosition(until, fingerprint, field);

  const source = await chooseSource(database, filter, field, limits);
  const filters = remainingConditions(database.dialect, filter, source);
  const order: Order = { field, descending, id: source.id };
  const range = [...(after ? [beyond(order, after)] : []), ...(end ? [upTo(order, end)] : [])];
  const inRange = [...source.conditions, ...range];

  // Filters may exclude most scanned rows, so the page ends at a fixed row, also while leads are added.
  const isBounded = (filters.length > 0 || source.hitsAlone !== undefined) && !source.isSmall;
  const walked = { ...source, ...source.hitsAlone };
  const bound = isBounded
    ? await rowAt(database, walked, order, [...walked.conditions, ...range], limits.walkedRows - 1)
    : null;
  const picked = Prisma.sql`${select(source, order)} ${where([...inRange, ...(bound ? [upTo(order, bound)] : []), ...filters])}
    ${orderBy(order)} LIMIT ${limit + 1}`;
  const key = sorts[field] ? Prisma.sql`, "Page"."key"` : Prisma.empty;
  // CROSS JOIN keeps the order of the join: SQLite does not know the limit, and would read all leads to avoid a sort.
  const rows = await database.prisma.$queryRaw<(ListedRow & Ordered)[]>`SELECT ${listedColumns}${key}
    FROM (${picked}) AS "Page" CROSS JOIN "Lead" WHERE "Lead"."id" = "Page"."id" ${orderBy({ ...order, id: leadId })}`;

  const page = rows.slice(0, limit);
  const lastRow = page.at(-1);
  const last = rows.length > limit && lastRow !== undefined ? positionOf(lastRow) : bound;
  return {
    leads: await presentLeads(database, page),
    nextCursor: last ? encodeCursor(fingerprint, last) : null,
    ...(count ? await countLeads(database, filter, limits.countedRows) : {}),
  };
}

/**
 * Reads the positions of every `step`th lead of a list, so that any part of the list can be read without the parts before
 * it. It reads the whole list, in the thread for scans.
 * @throws AppError bad_cursor
 */
export async function readPositions(
  database: Database,
  { sort, step, cursor, ...filter }: LeadPositionsQuery,
): Promise<LeadPositions> {
  const { field, descending, fingerprint } = readList(sort, filter);
  const source = await chooseSource(database, filter, field, defaultListLimits);
  const order: Order = { field, descending, id: source.id };
  const conditions = [...source.conditions, ...remainingConditions(database.dialect, filter, source)];
  if (cursor !== undefined) conditions.push(beyond(order, readPosition(cursor, fingerprint, field)));
  const numbered = Prisma.sql`SELECT ${columns(order)}, row_number() OVER (${orderBy(order)}) AS "place"
    ${source.from} ${where(conditions)}`;
  const rows = await database.scan<Ordered>(
    Prisma.sql`SELECT * FROM (${numbered}) AS "Numbered" WHERE "place" % ${step} = 0 ORDER BY "place"`,
  );
  const marks = rows.map(positionOf);
  const last = marks.at(-1);
  const rest = Prisma.sql`SELECT ${source.id} AS "id" ${source.from}
    ${where([...conditions, ...(last ? [beyond(order, last)] : [])])}`;
  const [counted] = await database.scan<{ total: number | bigint }>(
    Prisma.sql`SELECT count(*) AS "total" FROM (${rest}) AS "Rest"`,
  );
  return {
    total: marks.length * step + Number(counted?.total ?? 0),
    cursors: marks.map((mark) => encodeCursor(fingerprint, mark)),
  };
}

const readList = (sort: LeadSort, filter: LeadFilter) => ({
  descending: sort.startsWith('-'),
  field: sort.replace('-', '') as SortField,
  fingerprint: listFingerprint([sort, filter]),
});

/** Counts the leads that match a filter, up to `upToRows`. Without a filter the count is exact. */
async function countLeads(
  database: Database,
  filter: LeadFilter,
  upToRows: number = defaultListLimits.countedRows,
): Promise<{ total: number; totalIsAtLeast?: true }> {
  const conditions = filterConditions(database.dialect, filter);
  const isFiltered = conditions.length > 0;
  const rows = await database.scan<{ total: number | bigint }>(
    isFiltered
      ? Prisma.sql`SELECT count(*) AS "total" FROM (SELECT 1 FROM "Lead" ${where(conditions)} LIMIT ${upToRows + 1}) AS counted`
      : Prisma.sql`SELECT count(*) AS "total" FROM "Lead"`,
  );
  const total = Number(rows[0]?.total ?? 0);
  return isFiltered && total > upToRows ? { total: upToRows, totalIsAtLeast: true } : { total };
}

const listedColumns = Prisma.sql`${columnsOfTable('Lead', shownColumns)}, ${hasOpenRequest} AS "hasOpenRequest",
  ${isMarkedSuppressed} AS "isSuppressed"`;

/** Reads leads by their ids, in this order. Leaves out deleted leads. */
export async function readLeads(sql: Sql, ids: number[]): Promise<LeadList['leads']> {
  // Raw SQL: Prisma's own query takes three times as long for a page.
  const found = await sql.prisma.$queryRaw<ListedRow[]>`SELECT ${listedColumns} FROM "Lead"
    WHERE "Lead"."id" IN (${idsFromJson(sql.dialect, ids)})`;
  const rows = new Map(found.map((row) => [row.id, row]));
  return presentLeads(
    sql,
    ids.flatMap((id) => rows.get(id) ?? []),
  );
}

async function chooseSource(sql: Sql, filter: LeadFilter, field: SortField, limits: ListLimits): Promise<Source> {
  const pieces = searchPieces(filter.q);
  const hits =
    filter.jobId !== undefined
      ? jobHits(filter.jobId)
      : filter.importId !== undefined
        ? importHits(filter.importId)
        : searchHits(sql.dialect, pieces);
  const walk = leadWalk(sql.dialect, field);
  if (!hits?.hits) return walk;
  const isSearch = filter.jobId === undefined && filter.importId === undefined;
  const isInOrder = field === 'id' && (filter.jobId !== undefined || (isSearch && sql.dialect === 'sqlite'));
  if (isInOrder) return hits;
  const most = isSearch && sql.dialect === 'sqlite' ? Math.max(limits.readHits, limits.sortedRows) : limits.sortedRows;
  const counted = await sql.prisma.$queryRaw<{ total: number | bigint }[]>(
    Prisma.sql`SELECT count(*) AS "total" FROM (${hits.hits} LIMIT ${most + 1}) AS hit`,
  );
  const total = Number(counted[0]?.total ?? 0);
  return total <= limits.sortedRows ? { ...hits, isSmall: true } : { ...walk, readsHits: total <= most };
}

function leadWalk(dialect: Dialect, field: SortField): Source {
  const hint = dialect === 'postgres' ? '' : sorts[field] ? `INDEXED BY "${sorts[field].index}"` : 'NOT INDEXED';
  return { from: Prisma.sql`FROM "Lead" ${Prisma.raw(hint)}`, conditions: [], id: leadId, hits: null, isSmall: false };
}

// CROSS JOIN keeps SQLite from reordering the join: it reads the hits first, in the order of their ids.
function jobHits(jobId: number): Source {
  return {
    from: Prisma.sql`FROM "Request" CROSS JOIN "Lead"`,
    conditions: [Prisma.sql`"Request"."jobId" = ${jobId}`, Prisma.sql`"Lead"."id" = "Request"."leadId"`],
    id: Prisma.raw('"Request"."leadId"'),
    hits: Prisma.sql`SELECT 1 FROM "Request" WHERE "Request"."jobId" = ${jobId}`,
    hitsAlone: { from: Prisma.sql`FROM "Request"`, conditions: [Prisma.sql`"Request"."jobId" = ${jobId}`] },
    isSmall: false,
  };
}

/** Selects each lead of an import once, also if the import changed it several times. */
function importHits(importId: number): Source {
  const hits = importRows(importId);
  return {
    from: Prisma.sql`FROM (SELECT DISTINCT "hitId" FROM (${hits}) AS "Touched") AS "Hit" CROSS JOIN "Lead"`,
    conditions: [Prisma.sql`"Lead"."id" = "Hit"."hitId"`],
    id: leadId,
    hits,
    isSmall: false,
  };
}

function searchHits(dialect: Dialect, pieces: string[]): Source | null {
  if (pieces.length === 0 || !isIndexed(pieces)) return null;
  if (dialect === 'postgres') {
    // OFFSET 0 runs the search before the sort: scanning the sort's index for a rare text takes seconds.
    const hits = Prisma.sql`SELECT "Lead"."id" AS "hitId" FROM "Lead" WHERE ${rowMatches(dialect, pieces)} OFFSET 0`;
    return {
      from: Prisma.sql`FROM (${hits}) AS "Hit" CROSS JOIN "Lead"`,
      conditions: [Prisma.sql`"Lead"."id" = "Hit"."hitId"`],
      id: leadId,
      hits,
      isSmall: false,
    };
  }
  const matches = Prisma.sql`"LeadSearch" MATCH ${matchExpression(pieces)}`;
  return {
    from: Prisma.sql`FROM "LeadSearch" CROSS JOIN "Lead"`,
    conditions: [matches, Prisma.sql`"Lead"."id" = "LeadSearch".rowid`],
    id: Prisma.raw('"LeadSearch".rowid'),
    hits: Prisma.sql`SELECT 1 FROM "LeadSearch" WHERE ${matches}`,
    hitsAlone: { from: Prisma.sql`FROM "LeadSearch"`, conditions: [matches] },
    isSmall: false,
  };
}

/** Lists the conditions that the source does not check. */
function remainingConditions(dialect: Dialect, filter: LeadFilter, source: Source): Prisma.Sql[] {
  const conditions = fieldConditions(dialect, filter);
  const pieces = searchPieces(filter.q);
  const isWalk = source.conditions.length === 0;
  const isSearch = filter.jobId === undefined && filter.importId === undefined;
  if (pieces.length > 0 && (isWalk || !isSearch)) {
    const readsHits = source.readsHits === true && isSearch && dialect === 'sqlite' && isIndexed(pieces);
    conditions.push(readsHits ? isHit(pieces) : rowMatches(dialect, pieces));
  }
  if (filter.jobId !== undefined && isWalk) conditions.push(inJob(filter.jobId));
  if (filter.importId !== undefined && (isWalk || filter.jobId !== undefined)) {
    conditions.push(inImport(filter.importId));
  }
  return conditions;
}

interface Order {
  field: SortField;
  descending: boolean;
  id: Prisma.Sql;
}

const columns = ({ field, id }: Order): Prisma.Sql =>
  Prisma.sql`${id} AS "id"${sorts[field] ? Prisma.sql`, ${sorts[field].column} AS "key"` : Prisma.empty}`;
const select = (source: Source, order: Order): Prisma.Sql => Prisma.sql`SELECT ${columns(order)} ${source.from}`;

function orderBy({ field, descending, id }: Order): Prisma.Sql {
  const direction = Prisma.raw(descending ? 'DESC' : 'ASC');
  return sorts[field]
    ? Prisma.sql`ORDER BY ${sorts[field].column} ${direction}, ${id} ${direction}`
    : Prisma.sql`ORDER BY ${id} ${direction}`;
}

const beyond = (order: Order, position: Position): Prisma.Sql => compare(order, order.descending ? '<' : '>', position);
const upTo = (order: Order, position: Position): Prisma.Sql => compare(order, order.descending ? '>=' : '<=', position);

function compare({ field, id }: Order, operator: string, [key, lastId]: Position): Prisma.Sql {
  if (!sorts[field]) return Prisma.sql`${id} ${Prisma.raw(operator)} ${lastId}`;
  const value = field === 'updatedAt' ? new Date(Number(key)) : key;
  return Prisma.sql`(${sorts[field].column}, ${id}) ${Prisma.raw(operator)} (${value}, ${lastId})`;
}

function readPosition(cursor: string, fingerprint: string, field: SortField): Position {
  const keySchema = field === 'id' ? z.null() : field === 'updatedAt' ? z.int() : z.string();
  return decodeCursor(
    cursor,
    fingerprint,
    z.tuple([
      keySchema,
      z
        .int()
        .positive()
        .max(2 ** 53 - 1),
    ]),
  );
}

async function rowAt(
  sql: Sql,
  source: Source,
  order: Order,
  conditions: Prisma.Sql[],
  offset: number,
): Promise<Position | null> {
  const statement = Prisma.sql`${select(source, order)} ${where(conditions)} ${orderBy(order)} LIMIT 1 OFFSET ${offset}`;
  return (await positions(sql, statement))[0] ?? null;
}

async function positions(sql: Sql, statement: Prisma.Sql): Promise<Position[]> {
  const rows = await sql.prisma.$queryRaw<Ordered[]>(statement);
  return rows.map(positionOf);
}

/** A row with its sort key; no key when sorted by id. */
interface Ordered {
  id: number | bigint;
  key?: string | Date;
}

const positionOf = ({ id, key }: Ordered): Position => [
  key instanceof Date ? key.getTime() : (key ?? null),
  Number(id),
];
