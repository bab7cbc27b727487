import type { LeadFilter, LeadSort } from '@tinygenesy/contract';
import { z } from 'zod';
import { type Dialect, Prisma } from '../../db/database.ts';
import { decodeCursor, listFingerprint } from '../../http/cursor.ts';
import { AppError } from '../../platform/errors.ts';

interface Sort {
  /** What leads are sorted by; never null. */
  key: Record<Dialect, Prisma.Sql>;
  /** The column of the index, where it may be null: SQLite sorts null before all texts, as the empty text of the key. */
  nullable?: Prisma.Sql;
  /** The index for SQLite, which has no statistics to choose one. Null: the rows of an import, which their key orders. */
  index: string | null;
  kind: 'text' | 'number' | 'time';
}

const same = (sql: string): Sort['key'] => ({ sqlite: Prisma.raw(sql), postgres: Prisma.raw(sql) });
const folded = (expression: string): Sort['key'] => ({
  sqlite: Prisma.raw(expression),
  postgres: Prisma.raw(`${expression} COLLATE "C"`),
});

/** Leads with a number first, then those of a running lookup, those that can be tried again, and those without a lookup. */
const phoneStatusPlace = `(CASE "Lead"."phoneStatus" WHEN 'found' THEN 0 WHEN 'asking' THEN 1 WHEN 'queued' THEN 2
  WHEN 'incomplete' THEN 3 WHEN 'error' THEN 4 WHEN 'on_hold' THEN 5 WHEN 'skipped' THEN 6 WHEN 'no_data' THEN 7
  WHEN 'cancelled' THEN 8 ELSE 9 END)`;

/** The sorts, except that by id. An expression is written as in its index, or the index is not used. */
const sorts = {
  lastName: { key: same('"Lead"."sortName"'), index: 'Lead_sortName_id_idx', kind: 'text' },
  email: {
    key: { sqlite: Prisma.raw(`coalesce("Lead"."email", '')`), postgres: Prisma.raw('"Lead"."sortEmail"') },
    nullable: Prisma.raw('"Lead"."email"'),
    index: 'Lead_email_key',
    kind: 'text',
  },
  companyName: { key: same('"Lead"."sortCompany"'), index: 'Lead_sortCompany_id_idx', kind: 'text' },
  jobTitle: { key: folded(`lower(coalesce("Lead"."jobTitle", ''))`), index: 'Lead_byTitle', kind: 'text' },
  country: { key: folded(`coalesce("Lead"."countryCode", '')`), index: 'Lead_byCountry', kind: 'text' },
  phoneStatus: { key: same(phoneStatusPlace), index: 'Lead_byPhoneStatus', kind: 'number' },
  phoneCheckedAt: {
    key: {
      sqlite: Prisma.raw('coalesce("Lead"."phoneCheckedAt", 0)'),
      postgres: Prisma.raw(`coalesce("Lead"."phoneCheckedAt", '1970-01-01T00:00:00Z'::TIMESTAMPTZ(3))`),
    },
    index: 'Lead_byPhoneCheckedAt',
    kind: 'time',
  },
  updatedAt: { key: same('"Lead"."updatedAt"'), index: 'Lead_updatedAt_id_idx', kind: 'time' },
  importRow: { key: same('"ImportRow"."row"'), index: null, kind: 'number' },
} as const satisfies Record<string, Sort>;

export type SortField = 'id' | keyof typeof sorts;

/** The rows with a null in the column of a sort, or the others. */
export type SortPart = 'null' | 'text';

/** The order of a list: its sort, and the id of its rows. */
export interface Order {
  field: SortField;
  descending: boolean;
  id: Prisma.Sql;
  dialect: Dialect;
  /** Rows of one part only. */
  part?: SortPart | undefined;
}

/** A sort key (text, number, or milliseconds for a time; null when sorted by id), and the id. */
export type Position = [key: string | number | null, id: number];

/** A row with its sort key; no key when sorted by id. */
export interface Ordered {
  id: number | bigint;
  key?: string | number | bigint | Date;
}

/**
 * Reads the order of a list, and the fingerprint of its cursors.
 * @throws AppError invalid
 */
export function readOrder(sort: LeadSort, filter: LeadFilter) {
  const field: SortField = fieldOf(sort);
  if (field === 'importRow' && (filter.importId === undefined || filter.jobId !== undefined)) {
    throw new AppError('invalid', 'Leads are in the order of a file only among those of one import.', {
      errors: [{ pointer: 'sort', message: 'importRow needs importId, without jobId' }],
    });
  }
  return { field, descending: sort.startsWith('-'), fingerprint: listFingerprint([sort, filter]) };
}

const fieldOf = (sort: LeadSort): SortField => sort.replace('-', '') as SortField;

/** The sort key as SQL; null when sorted by id. */
export const sortKey = (dialect: Dialect, field: SortField): Prisma.Sql | null =>
  field === 'id' ? null : sorts[field].key[dialect];

/** The column that an SQLite index sorts, with its nulls; null where the key itself is in the index. */
export function nullableColumn(dialect: Dialect, field: SortField): Prisma.Sql | null {
  if (dialect === 'postgres' || field === 'id') return null;
  const sort: Sort = sorts[field];
  return sort.nullable ?? null;
}

/** Tells SQLite how to scan the leads in this order. */
export const scanHint = (dialect: Dialect, field: SortField): Prisma.Sql => {
  const index = field === 'id' ? null : sorts[field].index;
  if (dialect === 'postgres') return Prisma.empty;
  return Prisma.raw(index === null ? 'NOT INDEXED' : `INDEXED BY "${index}"`);
};

/** The columns of a row with its place: its id, and its key. */
export function placeColumns({ field, id, dialect }: Order): Prisma.Sql {
  const key = sortKey(dialect, field);
  return Prisma.sql`${id} AS "id"${key === null ? Prisma.empty : Prisma.sql`, ${key} AS "key"`}`;
}

export function orderBy({ field, descending, id, dialect }: Order): Prisma.Sql {
  const direction = Prisma.raw(descending ? 'DESC' : 'ASC');
  const key = nullableColumn(dialect, field) ?? sortKey(dialect, field);
  return key === null
    ? Prisma.sql`ORDER BY ${id} ${direction}`
    : Prisma.sql`ORDER BY ${key} ${direction}, ${id} ${direction}`;
}

/** The order of rows of a subquery that was read with `placeColumns`. */
export function orderByPlace({ field, descending }: Order, subquery: string): Prisma.Sql {
  const direction = descending ? 'DESC' : 'ASC';
  const key = field === 'id' ? '' : `"${subquery}"."key" ${direction}, `;
  return Prisma.raw(`ORDER BY ${key}"${subquery}"."id" ${direction}`);
}

/** The condition that a row comes after a position. */
export const beyond = (order: Order, position: Position): Prisma.Sql =>
  compare(order, order.descending ? '<' : '>', position);

/** The condition that a row comes before a position, or at it. */
export const upTo = (order: Order, position: Position): Prisma.Sql =>
  compare(order, order.descending ? '>=' : '<=', position);

function compare(
  { field, id, dialect, part }: Order,
  operator: '<' | '>' | '<=' | '>=',
  [key, lastId]: Position,
): Prisma.Sql {
  if (field === 'id' || (part === 'null' && key === '')) {
    return Prisma.sql`${id} ${Prisma.raw(operator)} ${lastId}`;
  }
  // The rows of this part are all before the position.
  if (part === 'null') return Prisma.raw(operator.startsWith('<') ? 'TRUE' : 'FALSE');
  const value = sorts[field].kind === 'time' ? timeValue(dialect, Number(key)) : key;
  const column = (part === 'text' ? nullableColumn(dialect, field) : null) ?? sorts[field].key[dialect];
  return Prisma.sql`(${column}, ${id}) ${Prisma.raw(operator)} (${value}, ${lastId})`;
}

/** Whether a position comes before another one in the list. Keys of two parts differ only in being empty. */
export function comesBefore({ descending }: Order, a: Position, b: Position): boolean {
  const isLess = a[0] === b[0] ? a[1] < b[1] : a[0] === '';
  return isLess !== descending;
}

const timeValue = (dialect: Dialect, ms: number): number | Date => (dialect === 'sqlite' ? ms : new Date(ms));

/** @throws AppError bad_cursor */
export function readPosition(cursor: string, fingerprint: string, field: SortField): Position {
  const kind = field === 'id' ? null : sorts[field].kind;
  const keySchema = kind === null ? z.null() : kind === 'text' ? z.string() : z.int();
  const idSchema = z
    .int()
    .positive()
    .max(2 ** 53 - 1);
  return decodeCursor(cursor, fingerprint, z.tuple([keySchema, idSchema]));
}

export const positionOf = ({ id, key }: Ordered): Position => [
  key instanceof Date ? key.getTime() : typeof key === 'bigint' ? Number(key) : (key ?? null),
  Number(id),
];
