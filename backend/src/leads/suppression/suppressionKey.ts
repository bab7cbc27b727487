import { createHmac, randomBytes } from 'node:crypto';
import { Prisma, type Sql } from '../../db/database.ts';
import { readOrCreateSetting } from '../../db/readOrCreateSetting.ts';
import type { SuppressionValue } from './suppressionValues.ts';

const settingKey = 'suppressionKey';

/** SQL for the condition that a row of `"Setting"` is the key of a list with entries. */
export const isKeyOfEntries = (setting: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`${setting}."key" = ${settingKey} AND EXISTS (SELECT 1 FROM "SuppressionEntry")`;

/** Returns the key of the hashes; null while the list is empty, which costs one small read. */
export async function suppressionKey({ prisma }: Sql): Promise<string | null> {
  const [row] = await prisma.$queryRaw<{ value: string }[]>(
    Prisma.sql`SELECT "value" FROM "Setting" WHERE ${isKeyOfEntries(Prisma.raw('"Setting"'))}`,
  );
  return row?.value ?? null;
}

/** Returns the key of the hashes. The first upload creates it. */
export const createdSuppressionKey = (sql: Sql): Promise<string> =>
  readOrCreateSetting(sql, settingKey, () => randomBytes(32).toString('base64url'));

/** Hashes a value, so that neither the database nor a copy of it shows who is on the list. */
export const suppressionHash = (key: string, { kind, value }: SuppressionValue): string =>
  createHmac('sha256', key).update(`${kind}:${value}`).digest('base64url');
