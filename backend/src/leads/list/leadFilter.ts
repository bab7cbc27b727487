import { type LeadFilter, phoneTypes } from '@tinygenesy/contract';
import { type Dialect, Prisma } from '../../db/database.ts';
import { fieldStart, foldText, withoutAccents } from '../foldText.ts';
import { shownPhoneStatus } from '../jobStates.ts';
import { isMarkedSuppressed } from '../suppression/suppressionMarks.ts';

/** A search that is written like a phone number: at least three digits, and only what people write between digits. */
const isPhoneSearch = /^[+(]*(?:[\s()./-]*\d){3,}[\s)]*$/u;

/**
 * Returns the pieces of which a lead's text must contain one. A search of three or more characters matches anywhere in
 * name, email, company, job title, phone numbers and custom fields. Two characters match only the start of words, and one
 * character only that of name, email and company. A phone number is found however it is written, also without its country
 * code. No pieces: every lead matches.
 */
export function searchPieces(q: string | undefined): string[] {
  const text = foldText(q ?? '');
  if (text === '') return [];
  if ([...text].length < 3) return [`${fieldStart}${text}`, ` ${text}`];
  if (!isPhoneSearch.test(text)) return [...new Set([text, withoutAccents(q ?? '')])];
  const digits = text.replace(/\D/gu, '');
  // The international prefix 00, and the trunk prefix 0 of a national number.
  const withoutPrefix = digits.replace(/^0{1,2}/u, '');
  return [...new Set([text, digits, ...(withoutPrefix.length >= 3 ? [withoutPrefix] : [])])];
}

/** Returns whether the search index can find every piece. */
export const isIndexed = (pieces: string[]): boolean => pieces.every((piece) => [...piece].length >= 3);

/** Builds the expression for SQLite's `"LeadSearch" MATCH`: each piece as a quoted phrase. */
export const matchExpression = (pieces: string[]): string =>
  pieces.map((piece) => `"${piece.replaceAll('"', '""')}"`).join(' OR ');

const details = Prisma.sql`"leadDetails"("Lead"."jobTitle", "Lead"."phoneNumber", "Lead"."phones", "Lead"."custom")`;

/** The search as a condition on a lead's own row. On SQLite, an indexed search asks the index about this row. */
export function rowMatches(dialect: Dialect, pieces: string[]): Prisma.Sql {
  if (dialect === 'sqlite' && isIndexed(pieces)) {
    return Prisma.sql`EXISTS (SELECT 1 FROM "LeadSearch"
      WHERE "LeadSearch".rowid = "Lead"."id" AND "LeadSearch" MATCH ${matchExpression(pieces)})`;
  }
  const conditions = pieces.flatMap((piece) => {
    if (dialect === 'sqlite') return [Prisma.sql`instr("Lead"."searchText", ${piece}) > 0`];
    const pattern = `%${piece.replace(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
    const inNames = Prisma.sql`"Lead"."searchText" LIKE ${pattern}`;
    return isIndexed(pieces) ? [inNames, Prisma.sql`${details} LIKE ${pattern}`] : [inNames];
  });
  return Prisma.sql`(${Prisma.join(conditions, ' OR ')})`;
}

/** The search as a condition for which SQLite reads all hits of the index at once, for a search with few hits. */
export const isHit = (pieces: string[]): Prisma.Sql =>
  Prisma.sql`"Lead"."id" IN (SELECT rowid FROM "LeadSearch" WHERE "LeadSearch" MATCH ${matchExpression(pieces)})`;

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

const touched = Prisma.raw(`"ImportRow"."state" IN ('created', 'updated')`);

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
