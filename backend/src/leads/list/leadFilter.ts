import { type LeadFilter, phoneTypes, searchPieces } from '@tinygenesy/contract';
import { type Dialect, Prisma } from '../../db/database.ts';
import { shownPhoneStatus } from '../jobStates.ts';
import { isMarkedSuppressed } from '../suppression/suppressionMarks.ts';

/** Returns whether the search index can find every piece. */
export const isIndexed = (pieces: string[]): boolean => pieces.every((piece) => [...piece].length >= 3);

/** SQLite's search indices: of a lead's texts, and of its tags. Their rowid is the lead's id. */
const searchIndices = ['LeadSearch', 'LeadTagSearch'] as const;
export type SearchIndex = (typeof searchIndices)[number];

/** The condition on a search index that an entry contains one of the pieces: each is a quoted phrase. */
export const matches = (index: SearchIndex, pieces: string[]): Prisma.Sql =>
  Prisma.sql`${Prisma.raw(`"${index}"`)} MATCH ${pieces.map((piece) => `"${piece.replaceAll('"', '""')}"`).join(' OR ')}`;

/** Selects from the entries of both search indices that contain one of the pieces. */
export const selectHits = (columns: string, pieces: string[], union: 'UNION' | 'UNION ALL'): Prisma.Sql =>
  Prisma.join(
    searchIndices.map(
      (index) => Prisma.sql`SELECT ${Prisma.raw(`${columns} FROM "${index}"`)} WHERE ${matches(index, pieces)}`,
    ),
    ` ${union} `,
  );

const details = Prisma.sql`"leadDetails"("Lead"."jobTitle", "Lead"."phoneNumber", "Lead"."phones", "Lead"."custom")`;
const tags = Prisma.sql`"leadTags"("Lead"."tags")`;

/** The search as a condition on a lead's own row. On SQLite, an indexed search asks the indices about this row. */
export function rowMatches(dialect: Dialect, pieces: string[]): Prisma.Sql {
  if (dialect === 'sqlite' && isIndexed(pieces)) {
    const found = searchIndices.map((index) => {
      const entries = Prisma.raw(`"${index}"`);
      return Prisma.sql`EXISTS (SELECT 1 FROM ${entries} WHERE ${entries}.rowid = "Lead"."id" AND ${matches(index, pieces)})`;
    });
    return Prisma.sql`(${Prisma.join(found, ' OR ')})`;
  }
  const conditions = pieces.flatMap((piece) => {
    if (dialect === 'sqlite') return [Prisma.sql`instr("Lead"."searchText", ${piece}) > 0`];
    const pattern = `%${piece.replace(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
    const inNames = Prisma.sql`"Lead"."searchText" LIKE ${pattern}`;
    return isIndexed(pieces)
      ? [inNames, Prisma.sql`${details} LIKE ${pattern}`, Prisma.sql`${tags} LIKE ${pattern}`]
      : [inNames];
  });
  return Prisma.sql`(${Prisma.join(conditions, ' OR ')})`;
}

/** The search as a condition for which SQLite reads all hits of the indices at once, for a search with few hits. */
export const isHit = (pieces: string[]): Prisma.Sql =>
  Prisma.sql`"Lead"."id" IN (${selectHits('rowid', pieces, 'UNION ALL')})`;

/** The verdict on a lead's email as the filter calls it. */
export const emailVerdictOf = Prisma.sql`COALESCE("Lead"."emailVerdict", 'none')`;

/** The type of a lead's phone number as the filter calls it; null without a number. */
export const phoneTypeOf = Prisma.sql`CASE WHEN "Lead"."phoneNumber" IS NULL THEN NULL
  WHEN "Lead"."phoneType" IN (${Prisma.join([...phoneTypes])}) THEN "Lead"."phoneType" ELSE 'unknown' END`;

/** The conditions of a filter on `"Lead"`, without those of the search text, the job and the import. */
export function fieldConditions(dialect: Dialect, filter: LeadFilter): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  const anyOf = (column: Prisma.Sql, values: string[] | undefined): void => {
    if (values) conditions.push(Prisma.sql`${column} IN (${Prisma.join(values)})`);
  };
  anyOf(Prisma.sql`"Lead"."countryCode"`, filter.country);
  anyOf(shownPhoneStatus, filter.phoneStatus);
  anyOf(Prisma.sql`"Lead"."phoneProvider"`, filter.phoneProvider);
  anyOf(phoneTypeOf, filter.phoneType);
  anyOf(emailVerdictOf, filter.emailVerdict);
  if (filter.tag) {
    const elements =
      dialect === 'sqlite'
        ? Prisma.sql`json_each("Lead"."tags") AS tag`
        : Prisma.sql`jsonb_array_elements_text("Lead"."tags") AS tag(value)`;
    conditions.push(Prisma.sql`EXISTS (SELECT 1 FROM ${elements} WHERE tag.value IN (${Prisma.join(filter.tag)}))`);
  }
  if (filter.emailReason) {
    const [elements, code] =
      dialect === 'sqlite'
        ? [Prisma.sql`json_each("Lead"."emailReasons") AS reason`, Prisma.sql`json_extract(reason.value, '$.code')`]
        : [Prisma.sql`jsonb_array_elements("Lead"."emailReasons") AS reason(value)`, Prisma.sql`reason.value->>'code'`];
    conditions.push(
      Prisma.sql`EXISTS (SELECT 1 FROM ${elements} WHERE ${code} IN (${Prisma.join(filter.emailReason)}))`,
    );
  }
  for (const field of filter.missing ?? []) {
    conditions.push(
      field.startsWith('custom:')
        ? lacksCustom(dialect, field.slice('custom:'.length))
        : Prisma.sql`"Lead".${Prisma.raw(`"${field}"`)} IS NULL`,
    );
  }
  if (filter.doNotContact !== undefined) {
    conditions.push(filter.doNotContact ? Prisma.sql`"Lead"."doNotContact"` : Prisma.sql`NOT "Lead"."doNotContact"`);
  }
  if (filter.suppressed !== undefined) {
    conditions.push(filter.suppressed ? isMarkedSuppressed : Prisma.sql`NOT ${isMarkedSuppressed}`);
  }
  return conditions;
}

/** The characters that `String.prototype.trim` removes. */
const whiteSpace =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** The condition that a text is blank. */
export const isBlank = (dialect: Dialect, text: Prisma.Sql): Prisma.Sql =>
  dialect === 'sqlite' ? Prisma.sql`trim(${text}, ${whiteSpace}) = ''` : Prisma.sql`btrim(${text}, ${whiteSpace}) = ''`;

/** Names that SQLite finds by their JSON path. For other names, all fields are compared. */
const isPlainLabel = /^[^"\\\p{Cc}]+$/u;

/** The condition that a lead has no value in a custom field. */
export function lacksCustom(dialect: Dialect, name: string): Prisma.Sql {
  if (dialect === 'sqlite' && isPlainLabel.test(name)) {
    const value = Prisma.sql`json_extract("Lead"."custom", ${`$."${name}"`})`;
    return Prisma.sql`(${value} IS NULL OR ${isBlank(dialect, value)})`;
  }
  if (dialect === 'sqlite') {
    const blank = isBlank(dialect, Prisma.sql`field.value`);
    return Prisma.sql`NOT EXISTS (SELECT 1 FROM json_each("Lead"."custom") AS field WHERE field.key = ${name} AND NOT (${blank}))`;
  }
  const value = Prisma.sql`("Lead"."custom"->>${name}::text)`;
  return Prisma.sql`(${value} IS NULL OR ${isBlank(dialect, value)})`;
}

/** The condition that a lead is in a job. */
export const inJob = (jobId: number): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT 1 FROM "Request" WHERE "Request"."jobId" = ${jobId} AND "Request"."leadId" = "Lead"."id")`;

/** The condition that a row of an import created or changed its lead. */
export const touched = Prisma.raw(`"ImportRow"."state" IN ('created', 'updated')`);

/** Selects the leads that an import created or changed, once for each change. */
export const importRows = (importId: number): Prisma.Sql =>
  Prisma.sql`SELECT "ImportRow"."leadId" AS "hitId" FROM "ImportRow" WHERE "ImportRow"."importId" = ${importId} AND ${touched}`;

/**
 * The condition that an import created or changed a lead. The plus keeps SQLite from scanning the import's rows per
 * lead.
 */
export const inImport = (importId: number): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT 1 FROM "ImportRow" WHERE "ImportRow"."leadId" = "Lead"."id" AND +"ImportRow"."importId" = ${importId}
    AND ${touched})`;

/** Lists all conditions of a filter on `"Lead"`. The search uses the index where possible. */
export function filterConditions(dialect: Dialect, filter: LeadFilter): Prisma.Sql[] {
  const conditions = fieldConditions(dialect, filter);
  const pieces = searchPieces(filter.q);
  if (pieces.length > 0) {
    conditions.push(dialect === 'sqlite' && isIndexed(pieces) ? isHit(pieces) : rowMatches(dialect, pieces));
  }
  if (filter.jobId !== undefined) conditions.push(inJob(filter.jobId));
  if (filter.importId !== undefined) conditions.push(Prisma.sql`"Lead"."id" IN (${importRows(filter.importId)})`);
  return conditions;
}

/** Builds `WHERE …` of conditions that must all hold; empty without conditions. */
export const where = (conditions: Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}`;
