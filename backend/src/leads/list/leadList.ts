import type {
  LeadFilter,
  LeadList,
  LeadListQuery,
  LeadPlace,
  LeadPlaceQuery,
  LeadPositions,
  LeadPositionsQuery,
} from '@tinygenesy/contract';
import { columnsOfTable } from '../../db/columns.ts';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { encodeCursor } from '../../http/cursor.ts';
import { filterConditions, where } from './leadFilter.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { shownColumns } from '../leadColumns.ts';
import { hasOpenRequest, type ListedRow } from '../jobStates.ts';
import { presentLeads } from '../presentLead.ts';
import { isMarkedSuppressed } from '../suppression/suppressionMarks.ts';
import {
  beyond,
  comesBefore,
  type Order,
  orderBy,
  orderByPlace,
  type Ordered,
  placeColumns,
  type Position,
  positionOf,
  readOrder,
  readPosition,
  upTo,
} from './leadOrder.ts';
import { chooseSource, type ListLimits, remainingConditions, type Source, type Walked } from './leadSource.ts';

const defaultListLimits: ListLimits = {
  walkedRows: 20_000,
  countedRows: 100_000,
  sortedRows: 4_000,
  readHits: 100_000,
};

/**
 * Reads one page of the leads that match a filter. The keyset order is stable while leads are added.
 * A page may contain fewer than `limit` (or no) leads and still have a `nextCursor`: see `ListLimits.walkedRows`.
 * @throws AppError bad_cursor, invalid
 */
export async function listLeads(
  database: Database,
  query: LeadListQuery,
  limits: ListLimits = defaultListLimits,
): Promise<LeadList> {
  const { limit, cursor, until, sort, count, ...filter } = query;
  const { dialect } = database;
  const { field, descending, fingerprint } = readOrder(sort, filter);
  const after = cursor === undefined ? null : readPosition(cursor, fingerprint, field);
  const end = until === undefined ? null : readPosition(until, fingerprint, field);

  const source = await chooseSource(database, filter, field, limits);
  const filters = remainingConditions(dialect, filter, source);
  const order: Order = { field, descending, id: source.id, dialect };
  const parts = partsOf(source, order, after, end);

  // Filters may exclude most scanned rows, so the page ends at a fixed row, also while leads are added.
  const isBounded = (filters.length > 0 || source.hitsAlone !== undefined) && !source.isSmall;
  const bound = isBounded ? await firstBound(database, parts, limits.walkedRows - 1) : null;
  const picked = parts.map(
    (part) => Prisma.sql`SELECT ${placeColumns(part.order)} ${part.source.from}
      ${where([...part.source.conditions, ...part.range, ...(bound ? [upTo(part.order, bound)] : []), ...filters])}
      ${orderBy(part.order)} LIMIT ${limit + 1}`,
  );
  const key = field === 'id' ? Prisma.empty : Prisma.sql`, "Page"."key"`;
  // CROSS JOIN keeps the order of the join: SQLite does not know the limit, and would read all leads to avoid a sort.
  const rows = await database.prisma.$queryRaw<(ListedRow & Ordered)[]>`SELECT ${listedColumns}${key}
    FROM (${firstOfAll(picked, order, limit + 1)}) AS "Page" CROSS JOIN "Lead"
    WHERE "Lead"."id" = "Page"."id" ${orderByPlace(order, 'Page')}`;

  const page = rows.slice(0, limit);
  const lastRow = page.at(-1);
  const last = rows.length > limit && lastRow !== undefined ? positionOf(lastRow) : bound;
  return {
    leads: await presentLeads(database, page),
    nextCursor: last ? encodeCursor(fingerprint, last) : null,
    ...(count ? await countLeads(database, filter, limits.countedRows) : {}),
  };
}

interface Part {
  source: Source;
  order: Order;
  /** The conditions of the place in the list. */
  range: Prisma.Sql[];
}

/** The rows of a page: those of its source, or of each of two. */
function partsOf(source: Source, order: Order, after: Position | null, end: Position | null): Part[] {
  const own = { ...order, id: source.id, part: source.part };
  const range = [...(after ? [beyond(own, after)] : []), ...(end ? [upTo(own, end)] : [])];
  return [{ source, order: own, range }, ...(source.second ? partsOf(source.second, order, after, end) : [])];
}

/** Joins the first rows of each part, and keeps the first of all. */
function firstOfAll(parts: Prisma.Sql[], order: Order, limit: number): Prisma.Sql {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const rows = parts.map((part) => Prisma.sql`SELECT * FROM (${part}) AS "Part"`);
  return Prisma.sql`SELECT * FROM (${Prisma.join(rows, ' UNION ')}) AS "All" ${orderByPlace(order, 'All')} LIMIT ${limit}`;
}

/** The place at which the first of the parts has walked so many rows; null: all of them end before. */
async function firstBound(database: Sql, parts: Part[], offset: number): Promise<Position | null> {
  let first: Position | null = null;
  for (const { source, order, range } of parts) {
    const walked = { ...source, ...source.hitsAlone };
    const bound = await rowAt(database, walked, order, [...walked.conditions, ...range], offset);
    if (bound !== null && (first === null || comesBefore(order, bound, first))) first = bound;
  }
  return first;
}

/**
 * Reads the positions of every `step`th lead of a list, so that any part of the list can be read without the parts before
 * it. It reads the whole list, in the thread for scans.
 * @throws AppError bad_cursor, invalid
 */
export async function readPositions(
  database: Database,
  { sort, step, cursor, ...filter }: LeadPositionsQuery,
): Promise<LeadPositions> {
  const { dialect } = database;
  const { field, descending, fingerprint } = readOrder(sort, filter);
  const chosen = await chooseSource(database, filter, field, defaultListLimits);
  const source = chosen.both ?? chosen;
  const order: Order = { field, descending, id: source.id, dialect };
  const conditions = [...source.conditions, ...remainingConditions(dialect, filter, source)];
  if (cursor !== undefined) conditions.push(beyond(order, readPosition(cursor, fingerprint, field)));
  const numbered = Prisma.sql`SELECT ${placeColumns(order)}, row_number() OVER (${orderBy(order)}) AS "place"
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

/**
 * Reads the place of a lead in a list. It may read the whole list, in the thread for scans.
 * @throws AppError invalid
 */
export async function readPlace(
  database: Database,
  leadId: number,
  { sort, ...filter }: LeadPlaceQuery,
): Promise<LeadPlace> {
  const { dialect } = database;
  const { field, descending } = readOrder(sort, filter);
  const chosen = await chooseSource(database, filter, field, defaultListLimits);
  const source = chosen.both ?? chosen;
  const order: Order = { field, descending, id: source.id, dialect };
  const conditions = [...source.conditions, ...remainingConditions(dialect, filter, source)];
  const [lead] = await database.scan<Ordered>(
    Prisma.sql`SELECT ${placeColumns(order)} ${source.from} ${where([...conditions, Prisma.sql`"Lead"."id" = ${leadId}`])}`,
  );
  if (lead === undefined) return { place: null };
  const before = Prisma.sql`SELECT ${source.id} AS "id" ${source.from}
    ${where([...conditions, upTo(order, positionOf(lead))])}`;
  const [counted] = await database.scan<{ total: number | bigint }>(
    Prisma.sql`SELECT count(*) AS "total" FROM (${before}) AS "Before"`,
  );
  return { place: Number(counted?.total ?? 0) };
}

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

async function rowAt(
  { prisma }: Sql,
  walked: Walked,
  order: Order,
  conditions: Prisma.Sql[],
  offset: number,
): Promise<Position | null> {
  const rows = await prisma.$queryRaw<Ordered[]>(
    Prisma.sql`SELECT ${placeColumns(order)} ${walked.from} ${where(conditions)} ${orderBy(order)} LIMIT 1 OFFSET ${offset}`,
  );
  return rows.map(positionOf)[0] ?? null;
}
