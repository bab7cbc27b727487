import { type LeadFilter, searchPieces } from '@tinygenesy/contract';
import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import {
  fieldConditions,
  importRows,
  inImport,
  inJob,
  isHit,
  isIndexed,
  matches,
  rowMatches,
  type SearchIndex,
  selectHits,
  touched,
} from './leadFilter.ts';
import { nullableColumn, scanHint, type SortField, type SortPart } from './leadOrder.ts';

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

/** Rows in the order of an index, of `"Lead"` or joined to it. */
export interface Walked {
  from: Prisma.Sql;
  conditions: Prisma.Sql[];
}

/** The rows that a page scans: rows of `"Lead"`, or the hits of an index joined to them. */
export interface Source extends Walked {
  /** The id as a column of the scanned index, which returns rows in this order. */
  id: Prisma.Sql;
  /** A row for each hit, without the leads; null without an index. */
  hits: Prisma.Sql | null;
  /** The hits alone, if deleted leads may be among them, so that the end of a page is found without their leads. */
  hitsAlone?: Walked;
  /** The rows are all leads, in the order of a sort. */
  isWalk?: boolean;
  /** Few enough rows to sort in memory. */
  isSmall: boolean;
  /** SQLite's search has few enough hits to read them whole. */
  readsHits?: boolean;
  /** The rows are a part of the list. */
  part?: SortPart;
  /** More rows of the list, some of them perhaps the same. A page is the first rows of both. */
  second?: Source;
  /** The rows of both, each once. */
  both?: Source;
}

/** A source whose hits are found without the leads. */
type WithHits = Source & { hits: Prisma.Sql };

const leadId = Prisma.raw('"Lead"."id"');

/** Chooses what a page of a list scans, so that it is found soon. */
export async function chooseSource(
  sql: Sql,
  filter: LeadFilter,
  field: SortField,
  limits: ListLimits,
): Promise<Source> {
  const { jobId, importId } = filter;
  const pieces = searchPieces(filter.q);
  const hits = jobId !== undefined ? jobHits(jobId) : importId !== undefined ? importHits(importId) : null;
  if (hits === null) return chooseForSearch(sql, pieces, field, limits);
  const readsHits = await hasFewHits(sql, pieces, limits);
  if (importId !== undefined && field === 'importRow') return { ...importRowsInOrder(importId), readsHits };
  if (jobId !== undefined && field === 'id') return { ...hits, readsHits };
  if (await isAtMost(sql, hits, limits.sortedRows)) return { ...hits, isSmall: true, readsHits };
  return { ...leadWalk(sql.dialect, field), readsHits };
}

async function chooseForSearch(sql: Sql, pieces: string[], field: SortField, limits: ListLimits): Promise<Source> {
  const { dialect } = sql;
  if (field === 'id' && dialect === 'sqlite' && isIndexed(pieces) && pieces.length > 0) return searchInOrder(pieces);
  const hits = searchHits(dialect, pieces);
  if (hits !== null && (await isAtMost(sql, hits, limits.sortedRows))) return { ...hits, isSmall: true };
  return { ...leadWalk(dialect, field), readsHits: await hasFewHits(sql, pieces, limits) };
}

/** Returns whether SQLite's indices find so few leads that reading all of them is faster than asking about each row. */
async function hasFewHits(sql: Sql, pieces: string[], { readHits, sortedRows }: ListLimits): Promise<boolean> {
  if (sql.dialect !== 'sqlite' || pieces.length === 0 || !isIndexed(pieces)) return false;
  return isAtMost(sql, hitsOfBoth(pieces), Math.max(readHits, sortedRows));
}

async function isAtMost(sql: Sql, { hits }: WithHits, most: number): Promise<boolean> {
  const counted = await sql.prisma.$queryRaw<{ total: number | bigint }[]>(
    Prisma.sql`SELECT count(*) AS "total" FROM (${hits} LIMIT ${most + 1}) AS hit`,
  );
  return Number(counted[0]?.total ?? 0) <= most;
}

function leadWalk(dialect: Dialect, field: SortField): Source {
  const walk: Source = {
    from: Prisma.sql`FROM "Lead" ${scanHint(dialect, field)}`,
    conditions: [],
    id: leadId,
    hits: null,
    isWalk: true,
    isSmall: false,
  };
  const column = nullableColumn(dialect, field);
  if (column === null) return walk;
  // A position among the nulls of an index is found only by a condition on the id alone.
  return {
    ...walk,
    conditions: [Prisma.sql`${column} IS NULL`],
    part: 'null',
    second: { ...walk, conditions: [Prisma.sql`${column} IS NOT NULL`], part: 'text' },
    both: walk,
  };
}

// CROSS JOIN keeps SQLite from reordering the join: it reads the hits first, in the order of their ids.
function jobHits(jobId: number): WithHits {
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
function importHits(importId: number): WithHits {
  const hits = importRows(importId);
  return joined(Prisma.sql`SELECT DISTINCT "hitId" FROM (${hits}) AS "Touched"`, hits);
}

/** The rows of a file in their order, each lead at its first row. */
function importRowsInOrder(importId: number): Source {
  const rows = [Prisma.sql`"ImportRow"."importId" = ${importId}`, Prisma.sql`${touched}`];
  // The plus keeps SQLite from scanning the import's rows per lead.
  const earlier = Prisma.sql`SELECT 1 FROM "ImportRow" AS "Earlier" WHERE "Earlier"."leadId" = "ImportRow"."leadId"
    AND +"Earlier"."importId" = ${importId} AND +"Earlier"."row" < "ImportRow"."row"
    AND "Earlier"."state" IN ('created', 'updated')`;
  return {
    from: Prisma.sql`FROM "ImportRow" CROSS JOIN "Lead"`,
    conditions: [...rows, Prisma.sql`"Lead"."id" = "ImportRow"."leadId"`, Prisma.sql`NOT EXISTS (${earlier})`],
    id: Prisma.raw('"ImportRow"."leadId"'),
    hits: null,
    hitsAlone: { from: Prisma.sql`FROM "ImportRow"`, conditions: rows },
    isSmall: false,
  };
}

const joined = (hitIds: Prisma.Sql, hits: Prisma.Sql): WithHits => ({
  from: Prisma.sql`FROM (${hitIds}) AS "Hit" CROSS JOIN "Lead"`,
  conditions: [Prisma.sql`"Lead"."id" = "Hit"."hitId"`],
  id: leadId,
  hits,
  isSmall: false,
});

function searchHits(dialect: Dialect, pieces: string[]): WithHits | null {
  if (pieces.length === 0 || !isIndexed(pieces)) return null;
  if (dialect === 'sqlite') return hitsOfBoth(pieces);
  // OFFSET 0 runs the search before the sort: scanning the sort's index for a rare text takes seconds.
  const hits = Prisma.sql`SELECT "Lead"."id" AS "hitId" FROM "Lead" WHERE ${rowMatches(dialect, pieces)} OFFSET 0`;
  return joined(hits, hits);
}

/** The hits of SQLite's search indices, each lead once. */
const hitsOfBoth = (pieces: string[]): WithHits =>
  joined(selectHits('rowid AS "hitId"', pieces, 'UNION'), selectHits('1', pieces, 'UNION ALL'));

/** The hits of SQLite's search indices, which each returns in the order of ids. */
function searchInOrder(pieces: string[]): Source {
  const ofTags = searchWalk('LeadTagSearch', pieces);
  return { ...searchWalk('LeadSearch', pieces), second: ofTags, both: hitsOfBoth(pieces) };
}

function searchWalk(index: SearchIndex, pieces: string[]): Source {
  const entries = Prisma.raw(`"${index}"`);
  const hits = [matches(index, pieces)];
  return {
    from: Prisma.sql`FROM ${entries} CROSS JOIN "Lead"`,
    conditions: [...hits, Prisma.sql`"Lead"."id" = ${entries}.rowid`],
    id: Prisma.raw(`"${index}".rowid`),
    hits: null,
    hitsAlone: { from: Prisma.sql`FROM ${entries}`, conditions: hits },
    isSmall: false,
  };
}

/** Lists the conditions that the source does not check. */
export function remainingConditions(dialect: Dialect, filter: LeadFilter, source: Source): Prisma.Sql[] {
  const conditions = fieldConditions(dialect, filter);
  const pieces = searchPieces(filter.q);
  const { isWalk = false } = source;
  const isSearch = filter.jobId === undefined && filter.importId === undefined;
  if (pieces.length > 0 && (isWalk || !isSearch)) {
    conditions.push(source.readsHits ? isHit(pieces) : rowMatches(dialect, pieces));
  }
  if (filter.jobId !== undefined && isWalk) conditions.push(inJob(filter.jobId));
  if (filter.importId !== undefined && (isWalk || filter.jobId !== undefined)) {
    conditions.push(inImport(filter.importId));
  }
  return conditions;
}
