import type { LeadSet } from '@tinygenesy/contract';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { type Dialect, Prisma } from '../../db/database.ts';
import type { LeadSelection } from '../../jobs/newLeadJob.ts';
import { filterConditions, where } from './leadFilter.ts';

/** Lists the conditions on `"Lead"` that select a set. */
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
 * Builds a statement that returns the `"id"` of each existing lead of a set, for subqueries and `INSERT … SELECT`. Its
 * size does not depend on the number of ids.
 */
export function selectLeadIds(dialect: Dialect, set: LeadSet): Prisma.Sql {
  return Prisma.sql`SELECT "Lead"."id" AS "id" FROM "Lead" ${where(setConditions(dialect, set))}`;
}

/** Converts a set of leads to the selection of a job. */
export const selectionOf = (dialect: Dialect, set: LeadSet): LeadSelection => ({
  find: async () => selectLeadIds(dialect, set),
  order: 'newest',
  most: set.leadIds?.length,
});
