import { microsSchema } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';

const key = 'confirmAboveMicros';
const shippedMicros = 50_000_000;

/** The maximum cost, in micro-units of the currency, above which the page asks to confirm a job. */
export async function readConfirmAbove(sql: Sql): Promise<number> {
  const row = await sql.prisma.setting.findUnique({ where: { key } });
  return microsSchema.catch(shippedMicros).parse(row === null ? null : Number(row.value));
}

export async function saveConfirmAbove(sql: Sql, micros: number): Promise<void> {
  const value = String(micros);
  await sql.prisma.setting.upsert({ where: { key }, update: { value }, create: { key, value } });
}
