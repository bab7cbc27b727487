import { type Dialect, Prisma } from './database.ts';

/** A time as a value in a statement that does not tell the parameter's type itself. */
export const instant = (dialect: Dialect, time: Date): Prisma.Sql =>
  dialect === 'sqlite' ? Prisma.sql`${time}` : Prisma.sql`${time}::timestamptz`;
