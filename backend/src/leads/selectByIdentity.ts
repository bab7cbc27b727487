import { type Dialect, Prisma } from '../db/database.ts';
import { foldedColumns } from './foldedColumns.ts';
import type { Identified } from './leadIdentity.ts';

/**
 * Selects the stored leads that may equal some hundred rows of a file, newest first, in one statement. The result may
 * contain other leads too, as names are compared without the company, and a lead several times.
 * @param columns the first one is the id
 * @returns null without rows
 */
export function selectByIdentity(
  dialect: Dialect,
  rows: readonly Identified[],
  columns: Prisma.Sql,
): Prisma.Sql | null {
  const emails: string[] = [];
  const linkedinUrls: string[] = [];
  const names: string[] = [];
  for (const lead of rows) {
    if (lead.email !== null) emails.push(lead.email);
    if (lead.linkedinUrl !== null) linkedinUrls.push(lead.linkedinUrl);
    if (lead.email === null && lead.linkedinUrl === null) names.push(foldedColumns(lead).sortName);
  }
  const parts: Prisma.Sql[] = [];
  const select = (column: Prisma.Sql, values: string[], further: Prisma.Sql): void => {
    if (values.length > 0) parts.push(selectAmong(dialect, columns, column, values, further));
  };
  select(Prisma.raw('"email"'), emails, Prisma.empty);
  select(Prisma.raw('"linkedinUrl"'), linkedinUrls, Prisma.empty);
  select(Prisma.raw('"sortName"'), names, Prisma.sql`AND "email" IS NULL AND "linkedinUrl" IS NULL`);
  return parts.length === 0 ? null : Prisma.sql`${Prisma.join(parts, ' UNION ALL ')} ORDER BY 1 DESC`;
}

/**
 * Selects the leads with one of these values in a column. Postgres looks up one value after the other (OFFSET keeps it
 * from joining in another way): for `= ANY` it starts parallel processes, which take longer than the lookups, and weighs each
 * value in its plan.
 */
function selectAmong(
  dialect: Dialect,
  columns: Prisma.Sql,
  column: Prisma.Sql,
  values: string[],
  further: Prisma.Sql,
): Prisma.Sql {
  return dialect === 'sqlite'
    ? Prisma.sql`SELECT ${columns} FROM "Lead" WHERE ${column} IN (SELECT value FROM json_each(${JSON.stringify(values)})) ${further}`
    : Prisma.sql`SELECT "known".* FROM unnest(${values}::text[]) AS "sought"("value")
        CROSS JOIN LATERAL (SELECT ${columns} FROM "Lead" WHERE ${column} = "sought"."value" ${further} OFFSET 0) AS "known"`;
}
