import { type Dialect, Prisma, type Sql } from '../db/database.ts';
import { foldedColumns } from './foldText.ts';

/** The fields that tell one lead from another. */
export interface Identified {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  linkedinUrl: string | null;
  companyName: string | null;
  companyWebsite: string | null;
}

/** What makes two leads the same. Without e-mail and LinkedIn address all that providers could be asked with counts. */
export function identityOf(lead: Identified): string {
  if (lead.email !== null) return `email ${lead.email}`;
  if (lead.linkedinUrl !== null) return `linkedin ${lead.linkedinUrl}`;
  const { sortName, sortCompany } = foldedColumns(lead);
  return JSON.stringify([sortName, sortCompany, lead.companyWebsite]);
}

/** By what a lead of a file may be taken for this one: a row without an e-mail also by the LinkedIn address. */
export function identitiesOf(lead: Identified): string[] {
  if (lead.email === null || lead.linkedinUrl === null) return [identityOf(lead)];
  return [identityOf(lead), identityOf({ ...lead, email: null })];
}

/**
 * The leads that are there already for some hundred of a file, in one statement.
 * @returns identity → id; of several leads with one identity the oldest
 */
export async function findByIdentity(sql: Sql, wanted: readonly Identified[]): Promise<Map<string, number>> {
  const columns = Prisma.raw('"id", "firstName", "lastName", "email", "linkedinUrl", "companyName", "companyWebsite"');
  const query = selectByIdentity(sql.dialect, wanted, columns);
  if (query === null) return new Map();
  const found = await sql.prisma.$queryRaw<(Identified & { id: number | bigint })[]>(query);
  // The oldest one wins, so it comes last.
  return new Map(found.flatMap((lead) => identitiesOf(lead).map((key) => [key, Number(lead.id)] as const)));
}

/**
 * The statement behind it: more than the leads meant (names alone are compared), the newest first.
 * @param columns the first one is the id
 * @returns null when nothing is wanted
 */
export function selectByIdentity(
  dialect: Dialect,
  wanted: readonly Identified[],
  columns: Prisma.Sql,
): Prisma.Sql | null {
  const emails: string[] = [];
  const linkedinUrls: string[] = [];
  const names: string[] = [];
  for (const lead of wanted) {
    if (lead.email !== null) emails.push(lead.email);
    else if (lead.linkedinUrl !== null) linkedinUrls.push(lead.linkedinUrl);
    else names.push(foldedColumns(lead).sortName);
  }
  const parts: Prisma.Sql[] = [];
  const among = (values: string[]): Prisma.Sql =>
    dialect === 'sqlite'
      ? Prisma.sql`IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
      : Prisma.sql`IN (SELECT jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;
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
