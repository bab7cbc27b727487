import type { Sql } from './database.ts';

/**
 * Returns a setting. The first caller among all processes creates it.
 * Prisma sends an upsert as one statement only if the update names a column, so it sets the key to itself.
 */
export async function readOrCreateSetting({ prisma }: Sql, key: string, create: () => string): Promise<string> {
  const { value } = await prisma.setting.upsert({
    where: { key },
    create: { key, value: create() },
    update: { key },
  });
  return value;
}
