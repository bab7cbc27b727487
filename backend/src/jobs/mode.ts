import { type Mode, modeSchema } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';

const key = 'mode';
/** Before anybody says which. */
const first: Mode = 'sandbox';
/**
 * Any fixed number that no other program takes on the same database. Not a lock of the row: those who share a row go
 * ahead of a writer that waits for it, so that under load a switch would wait for ever.
 */
const modeLock = 7_261_144_205;

/** Which providers are asked now: one row says it for all processes. */
export async function readMode(sql: Sql): Promise<Mode> {
  const row = await sql.prisma.setting.findUnique({ where: { key } });
  return modeSchema.parse(row?.value ?? first);
}

/**
 * The mode, which then stays as it is until the transaction ends (on SQLite a transaction is alone anyway). Call it
 * before any lead or job is locked: a switch of mode locks in this order, too.
 */
export async function shareMode(sql: Sql): Promise<Mode> {
  if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT pg_advisory_xact_lock_shared(${modeLock})::text`;
  return readMode(sql);
}

/** Writes the mode, once the transactions that share it have ended. Returns the one before. */
export async function writeMode(sql: Sql, mode: Mode): Promise<Mode> {
  if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT pg_advisory_xact_lock(${modeLock})::text`;
  const before = await readMode(sql);
  await sql.prisma.setting.upsert({ where: { key }, create: { key, value: mode }, update: { value: mode } });
  return before;
}
