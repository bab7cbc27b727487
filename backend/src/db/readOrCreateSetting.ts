import type { Sql } from './database.ts';

/**
 * Returns a setting; the first caller creates it, whichever process that is.
 * (Prisma sends an upsert as one statement only if the update names a column: here the key, which stays as it is.)
 */
export async function readOrCreateSetting({ prisma }: Sql, key: string, create: () => string): Promise<string> {
  const { value } = await prisma.setting.upsert({
    where: { key },
    create: { key, value: create() },
    update: { key },
  });
  return value;
}
