import { setTimeout as delay } from 'node:timers/promises';
import { type Database, Prisma } from '../db/database.ts';
import type { LeadIds, LeadSelection } from './newLeadJob.ts';

/** With at most this many leads in the database, any set of them is read before the answer. */
const fewLeads = 5_000;
/** The time that an answer waits for a set of unknown size. */
const probeMs = 50;
/** Ids are 32-bit integers. */
const maxId = 2 ** 31 - 1;

/** A set that is being read. */
interface SetBeingRead {
  set: Promise<LeadIds>;
  /** The highest id that the set may contain: that of the newest lead when the reading began. */
  newestId: number;
  /** The ids, or null for a larger set, and for one that takes longer than `probeMs` to read. */
  known: number[] | null;
}

/** Starts to read a set. @param most the largest set that `known` is for */
export async function beginToRead(database: Database, selection: LeadSelection, most: number): Promise<SetBeingRead> {
  const newestLeadId = await newestLead(database);
  // Few leads may be left of a million, so their number says nothing about the deleted ones.
  const newestId = selection.isOfDeleted === true ? maxId : newestLeadId;
  const set = readSet(database, selection, newestId);
  const isReadToEnd = newestId <= fewLeads || (selection.most ?? Infinity) <= most;
  const known = await (isReadToEnd ? set : Promise.race([set, delay(probeMs, null)]));
  if (known === null || known.total > most) return { set, newestId, known: null };
  return { set, newestId, known: known.text === '' ? [] : known.text.split(',').map(Number) };
}

async function newestLead(database: Database): Promise<number> {
  const [newest] = await database.prisma.$queryRaw<
    { id: number | bigint | null }[]
  >`SELECT MAX("id") AS "id" FROM "Lead"`;
  return Number(newest?.id ?? 0);
}

/** Reads a set of leads with ids up to `newestId`, on a reading connection. */
export async function readSet(
  database: Database,
  { find, order, limit }: LeadSelection,
  newestId: number,
): Promise<LeadIds> {
  const direction = Prisma.raw(order === 'newest' ? 'DESC' : 'ASC');
  const first =
    limit === undefined ? Prisma.empty : Prisma.sql`ORDER BY "found"."id" ${direction} LIMIT CAST(${limit} AS INTEGER)`;
  const rows = await database.scan<{ total: number | bigint; text: string | null }>(
    Prisma.sql`SELECT COUNT(*) AS "total", string_agg(CAST("set"."id" AS TEXT), ',' ORDER BY "set"."id" ${direction}) AS "text"
      FROM (SELECT "found"."id" FROM (${await find()}) AS "found" WHERE "found"."id" <= ${newestId} ${first}) AS "set"`,
  );
  return { total: Number(rows[0]?.total ?? 0), text: rows[0]?.text ?? '' };
}
