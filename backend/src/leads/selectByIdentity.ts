import { type Dialect, Prisma } from '../db/database.ts';
import { foldedColumns } from './foldedColumns.ts';
import type { Identified } from './leadIdentity.ts';

/**
 * Selects the stored leads that may equal some hundred rows of a file, newest first, in one statement. The result may
 * contain other leads too: names are compared without the company.
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
  const among = (values: string[]): Prisma.Sql =>
    dialect === 'sqlite'
      ? Prisma.sql`IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
      : Prisma.sql`= ANY(${values})`;
  if (emails.length > 0) parts.push(Prisma.sql`SELECT ${columns} FROM "Lead" WHERE "email" ${among(emails)}`);
  if (linkedinUrls.length > 0) {
    parts.push(Prisma.sql`SELECT ${columns} FROM "Lead" WHERE "linkedinUrl" ${among(linkedinUrls)}`);
  }
  if (names.length > 0) {
    parts.push(
      Prisma.sql`SELECT ${columns} FROM "Lead" WHERE "sortName" ${among(names)} AND "email" IS NULL AND "linkedinUrl" IS NULL`,
    );
  }
  return parts.length === 0 ? null : Prisma.sql`${Prisma.join(parts, ' UNION ALL ')} ORDER BY 1 DESC`;
}
