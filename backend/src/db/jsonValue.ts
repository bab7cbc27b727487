import { type Dialect, Prisma } from './database.ts';

/** Writes a value into a JSON column by a raw statement; null is SQL's NULL. */
export function jsonValue(dialect: Dialect, value: unknown): Prisma.Sql {
  if (value === null) return Prisma.sql`NULL`;
  const json = JSON.stringify(value);
  return dialect === 'sqlite' ? Prisma.sql`${json}` : Prisma.sql`${json}::jsonb`;
}
