import type { LeadSet } from '@tinygenesy/contract';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { type Dialect, Prisma } from '../../db/database.ts';
import type { LeadSelection } from '../../jobs/newLeadJob.ts';
import { filterConditions, where } from './leadFilter.ts';

/** The conditions that a lead of the set fulfils, on `"Lead"`. */
export function setConditions(dialect: Dialect, set: LeadSet): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  if (set.leadIds) conditions.push(Prisma.sql`"Lead"."id" IN (${idsFromJson(dialect, set.leadIds)})`);
  if (set.filter) conditions.push(...filterConditions(dialect, set.filter));
  if (set.exceptIds && set.exceptIds.length > 0) {
    conditions.push(Prisma.sql`"Lead"."id" NOT IN (${idsFromJson(dialect, set.exceptIds)})`);
  }
  if (!set.leadIds && !set.filter) conditions.push(Prisma.sql`1 = 0`);
  return conditions;
}

/**
 * The leads of a set as a statement that yields one column, `"id"`, of leads that exist; for use as a subquery or in
 * `INSERT … SELECT`. Its size doesn't depend on the number of ids.
 */
export function selectLeadIds(dialect: Dialect, set: LeadSet): Prisma.Sql {
  return Prisma.sql`SELECT "Lead"."id" AS "id" FROM "Lead" ${where(setConditions(dialect, set))}`;
}

/** A set of leads as the set of a job. */
export const selectionOf = (dialect: Dialect, set: LeadSet): LeadSelection => ({
  find: async () => selectLeadIds(dialect, set),
  order: 'newest',
  most: set.leadIds?.length,
});
