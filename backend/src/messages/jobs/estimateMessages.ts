import type { LeadSet, MessageEstimate, MessageOverwrite, Mode } from '@tinygenesy/contract';
import { type Database, type Dialect, Prisma } from '../../db/database.ts';
import { where } from '../../leads/list/leadFilter.ts';
import { setConditions } from '../../leads/list/leadSet.ts';
import { isMarkedSuppressed } from '../../leads/suppression/suppressionMarks.ts';
import type { FieldRef } from '../fields/fieldBook.ts';
import { neededFields } from '../template/neededFields.ts';
import { messageOutcomes } from './messageOutcomes.ts';
import type { Template } from '../template/template.ts';
import { lacks } from '../fields/templateLeadSql.ts';

/** The limit of placeholders and fields that are counted one by one. */
const mostCounted = 60;
const mostShown = 50;
/** A missing value weighs more than any number of empty fields that have a fallback. */
const gapWeight = 1_000;

/**
 * Estimates a message job over a set of leads. The database counts the messages to write, the skipped leads by reason,
 * and the missing values by field. Returns also the leads with the most missing values.
 */
export async function estimateMessages(
  database: Database,
  template: Template,
  set: LeadSet,
  { overwrite, mode }: { overwrite: MessageOverwrite; mode: Mode },
): Promise<MessageEstimate> {
  const { dialect } = database;
  const conditions = setConditions(dialect, set);
  const needed = neededFields(template).slice(0, mostCounted);
  const gaps = needed.map(({ fields }) => lacksAll(dialect, fields, mode));
  const [counted, newest, worst] = await Promise.all([
    countLeads(database, conditions, gaps, overwrite),
    firstIds(database, conditions, Prisma.sql`"Lead"."id" DESC`),
    worstIds(database, conditions, template.fields.slice(0, mostCounted), gaps, { overwrite, mode }),
  ]);
  const countOf = (sort: string): number => counted.find((row) => row.sort === sort)?.leads ?? 0;
  return {
    unknownFields: [...template.unknownFields],
    problems: [...template.problems],
    total: counted.reduce((sum, { leads }) => sum + leads, 0),
    leads: template.hasErrors ? 0 : countOf('written'),
    skipped: (['do_not_contact', 'suppressed', 'has_message', 'edited', 'missing_field'] as const)
      .map((code) => ({ reason: { code, text: messageOutcomes[code] }, count: countOf(code) }))
      .filter(({ count }) => count > 0),
    missing: needed.map(({ fields, places }, index) => ({
      fields: fields.map(({ key }) => key),
      places,
      leads: counted.reduce((sum, row) => sum + (row.gaps[index] ?? 0), 0),
    })),
    newest,
    worst,
  };
}

const lacksAll = (dialect: Dialect, fields: readonly FieldRef[], mode: Mode): Prisma.Sql =>
  Prisma.sql`(${Prisma.join(
    fields.map((field) => lacks(dialect, field, mode)),
    ' AND ',
  )})`;

/** The outcome of leads that are skipped before their values are checked. */
function skippedBefore(overwrite: MessageOverwrite): Prisma.Sql {
  const kept = {
    none: Prisma.sql`WHEN "Lead"."message" IS NOT NULL THEN 'has_message'`,
    unedited: Prisma.sql`WHEN "Lead"."message" IS NOT NULL AND "Lead"."messageEditedAt" IS NOT NULL THEN 'edited'`,
    all: Prisma.empty,
  }[overwrite];
  return Prisma.sql`WHEN "Lead"."doNotContact" THEN 'do_not_contact' WHEN ${isMarkedSuppressed} THEN 'suppressed' ${kept}`;
}

interface Counted {
  sort: string;
  leads: number;
  /** The number of leads for each missing value. */
  gaps: number[];
}

async function countLeads(
  database: Database,
  conditions: Prisma.Sql[],
  gaps: readonly Prisma.Sql[],
  overwrite: MessageOverwrite,
): Promise<Counted[]> {
  const names = gaps.map((_, index) => Prisma.raw(`"gap${index}"`));
  const flags = gaps.map((gap, index) => Prisma.sql`, CASE WHEN ${gap} THEN 1 ELSE 0 END AS ${names[index]}`);
  const anyGap = gaps.length === 0 ? Prisma.sql`1 = 0` : Prisma.join([...gaps], ' OR ', '(', ')');
  const sort = Prisma.sql`CASE ${skippedBefore(overwrite)} WHEN ${anyGap} THEN 'missing_field' ELSE 'written' END`;
  const sums = names.map((name) => Prisma.sql`, SUM(${name}) AS ${name}`);
  const rows = await database.scan<Record<string, unknown>>(
    Prisma.sql`SELECT "sort", COUNT(*) AS "leads" ${join(sums)}
      FROM (SELECT ${sort} AS "sort" ${join(flags)} FROM "Lead" ${where(conditions)}) AS "sorted" GROUP BY "sort"`,
  );
  return rows.map((row) => {
    const isTried = row['sort'] === 'missing_field';
    return {
      sort: String(row['sort']),
      leads: Number(row['leads']),
      gaps: gaps.map((_, index) => (isTried ? Number(row[`gap${index}`]) : 0)),
    };
  });
}

const join = (parts: readonly Prisma.Sql[]): Prisma.Sql =>
  parts.length === 0 ? Prisma.empty : Prisma.join([...parts], ' ');

async function firstIds(database: Database, conditions: Prisma.Sql[], order: Prisma.Sql): Promise<number[]> {
  const rows = await database.scan<{ id: number | bigint }>(
    Prisma.sql`SELECT "Lead"."id" FROM "Lead" ${where(conditions)} ORDER BY ${order} LIMIT ${mostShown}`,
  );
  return rows.map(({ id }) => Number(id));
}

async function worstIds(
  database: Database,
  conditions: Prisma.Sql[],
  fields: readonly FieldRef[],
  gaps: readonly Prisma.Sql[],
  { overwrite, mode }: { overwrite: MessageOverwrite; mode: Mode },
): Promise<number[]> {
  if (fields.length === 0) return [];
  const weights = [
    ...gaps.map((gap) => Prisma.sql`CASE WHEN ${gap} THEN ${Prisma.raw(String(gapWeight))} ELSE 0 END`),
    ...fields.map((field) => Prisma.sql`CASE WHEN ${lacks(database.dialect, field, mode)} THEN 1 ELSE 0 END`),
  ];
  const score = Prisma.join(weights, ' + ', '(', ')');
  const tried = Prisma.sql`CASE ${skippedBefore(overwrite)} ELSE 'tried' END = 'tried'`;
  return firstIds(
    database,
    [...conditions, tried, Prisma.sql`${score} > 0`],
    Prisma.sql`${score} DESC, "Lead"."id" DESC`,
  );
}
