import { Prisma } from './database.ts';

/** Lists columns of a table for a raw SELECT or RETURNING, under their own names. */
export const columnsOfTable = (table: string, columns: readonly string[]): Prisma.Sql =>
  Prisma.raw(columns.map((column) => `"${table}"."${column}" AS "${column}"`).join(', '));

const list = (table: string, columns: Record<string, string>): Prisma.Sql =>
  columnsOfTable(table, Object.keys(columns));

const lists = {
  Attempt: list('Attempt', Prisma.AttemptScalarFieldEnum),
  Job: list('Job', Prisma.JobScalarFieldEnum),
  Lead: list('Lead', Prisma.LeadScalarFieldEnum),
  Provider: list('Provider', Prisma.ProviderScalarFieldEnum),
  Request: list('Request', Prisma.RequestScalarFieldEnum),
};

/**
 * Lists all columns of a table for a raw SELECT or RETURNING, which then returns the rows that Prisma's own query returns,
 * in a third of its time.
 */
export const allColumns = (table: keyof typeof lists): Prisma.Sql => lists[table];
