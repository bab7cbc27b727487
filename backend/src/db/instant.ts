import { type Dialect, Prisma } from './database.ts';

/** Writes a time into a statement where the database can't infer the parameter's type. */
export const instant = (dialect: Dialect, time: Date): Prisma.Sql =>
  dialect === 'sqlite' ? Prisma.sql`${time}` : Prisma.sql`${time}::timestamptz`;
