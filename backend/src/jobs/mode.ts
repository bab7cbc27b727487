import { type Mode, modeSchema } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';

const key = 'mode';
/** The mode of a new database. */
const first: Mode = 'sandbox';
/**
 * A fixed number that no other program uses for locks on this database. A row lock would not do: readers that share a row
 * pass a waiting writer, so that a switch under load would wait forever.
 */
const modeLock = 7_261_144_205;

/** Reads the mode. One row holds it for all processes. */
export async function readMode(sql: Sql): Promise<Mode> {
  const [row] = await sql.prisma.$queryRaw<{ value: string }[]>`SELECT "value" FROM "Setting" WHERE ${isModeRow}`;
  return storedMode(row?.value ?? null);
}

/** The condition on `"Setting"` for the row with the mode. */
export const isModeRow = Prisma.sql`"Setting"."key" = ${key}`;

/** @param value of the row; null when the mode was never written */
export const storedMode = (value: string | null): Mode => modeSchema.parse(value ?? first);

/**
 * Reads the mode and keeps it from changing until the transaction ends. Call it before any lead or job is locked: a switch
 * of mode locks in the same order. SQLite needs no lock: it runs one transaction at a time.
 */
export async function shareMode(sql: Sql): Promise<Mode> {
  await lockMode(sql);
  return readMode(sql);
}

/** Keeps the mode from changing until the transaction ends, as `shareMode` does, without reading it. */
export async function lockMode(sql: Sql): Promise<void> {
  if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT pg_advisory_xact_lock_shared(${modeLock})::text`;
}

/** Writes the mode once the transactions that share it have ended. Returns the previous mode. */
export async function writeMode(sql: Sql, mode: Mode): Promise<Mode> {
  if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT pg_advisory_xact_lock(${modeLock})::text`;
  const before = await readMode(sql);
  await sql.prisma.setting.upsert({ where: { key }, create: { key, value: mode }, update: { value: mode } });
  return before;
}
