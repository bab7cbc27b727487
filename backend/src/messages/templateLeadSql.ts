import type { Mode } from '@tinygenesy/contract';
import { type Dialect, Prisma } from '../db/database.ts';
import type { FieldRef } from './fieldBook.ts';
import type { TemplateLead } from './fieldValue.ts';

/** The columns of a lead that hold these fields. */
export function templateColumns(fields: readonly FieldRef[]): string[] {
  const columns = new Set(fields.map((field) => (field.kind === 'custom' ? 'custom' : field.name)));
  return [...columns, ...(columns.has('phoneNumber') ? ['phoneMode'] : [])];
}

/** Columns of a lead as one JSON array: a row with one cell is read many times faster than one with many. */
export function columnsAsJson(dialect: Dialect, columns: readonly string[]): Prisma.Sql {
  const cells = columns.map((column) => columnAsJson(dialect, column));
  return Prisma.raw(`${dialect === 'sqlite' ? 'json_array' : 'json_build_array'}(${cells.join(', ')})`);
}

function columnAsJson(dialect: Dialect, column: string): string {
  const name = `"Lead"."${column}"`;
  if (dialect === 'postgres') return name;
  if (column === 'tags' || column === 'custom') return `json(${name})`;
  if (column === 'emailVerified' || column === 'doNotContact') {
    return `CASE ${name} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END`;
  }
  return name;
}

/** What `columnsAsJson` told of a lead, by the names of the columns. */
export const templateLead = (columns: readonly string[], cells: readonly unknown[]): TemplateLead =>
  Object.fromEntries(columns.map((column, index) => [column, cells[index]]));

/** Exactly what `String.prototype.trim` takes away. */
const whiteSpace =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** Whether a lead says nothing in a field, as `fieldValue` has it. */
export function lacks(dialect: Dialect, field: FieldRef, mode: Mode): Prisma.Sql {
  const isBlank = (text: Prisma.Sql): Prisma.Sql =>
    dialect === 'sqlite'
      ? Prisma.sql`trim(${text}, ${whiteSpace}) = ''`
      : Prisma.sql`btrim(${text}, ${whiteSpace}) = ''`;
  if (field.kind === 'custom') {
    return dialect === 'sqlite'
      ? Prisma.sql`NOT EXISTS (SELECT 1 FROM json_each("Lead"."custom") AS field WHERE field.key = ${field.name} AND NOT (${isBlank(Prisma.sql`field.value`)}))`
      : Prisma.sql`(("Lead"."custom"->>${field.name}::text) IS NULL OR ${isBlank(Prisma.sql`("Lead"."custom"->>${field.name}::text)`)})`;
  }
  const column = Prisma.raw(`"Lead"."${field.name}"`);
  switch (field.name) {
    case 'id':
    case 'doNotContact':
    case 'emailVerified':
    case 'yearsInRole':
      return Prisma.sql`${column} IS NULL`;
    case 'tags': {
      const tags =
        dialect === 'sqlite'
          ? Prisma.sql`json_each("Lead"."tags") AS tag`
          : Prisma.sql`jsonb_array_elements_text("Lead"."tags") AS tag(value)`;
      return Prisma.sql`NOT EXISTS (SELECT 1 FROM ${tags} WHERE NOT (${isBlank(Prisma.sql`tag.value`)}))`;
    }
    default: {
      const isMadeUp =
        field.name === 'phoneNumber' && mode === 'live' ? Prisma.sql`OR "Lead"."phoneMode" = 'sandbox'` : Prisma.empty;
      return Prisma.sql`(${column} IS NULL OR ${isBlank(column)} ${isMadeUp})`;
    }
  }
}
