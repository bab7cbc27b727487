import {
  type FacetField,
  type LeadFacet,
  type LeadFacetQuery,
  maxFacetValues,
  missableFields,
} from '@tinygenesy/contract';
import { type Database, type Dialect, Prisma } from '../../db/database.ts';
import { shownPhoneStatus } from '../jobStates.ts';
import { isMarkedSuppressed } from '../suppression/suppressionMarks.ts';
import { emailVerdictOf, filterConditions, phoneTypeOf, touched, where } from './leadFilter.ts';

/**
 * Counts the leads of each value of a field, for the choices of a filter: the most frequent values first. A lead with
 * several values (tags, reasons, missing fields) counts for each. Reads all leads that match, on the connection for scans.
 */
export async function readFacet(database: Database, { field, ...filter }: LeadFacetQuery): Promise<LeadFacet> {
  const { [field]: _own, ...others } = filter;
  const conditions = filterConditions(database.dialect, others);
  if (field === 'missing') return { values: await countMissing(database, conditions), isPartial: false };
  const { value, from = Prisma.empty } = valuesOf(database.dialect, field);
  const rows = await database.scan<{ value: string; leads: number | bigint }>(Prisma.sql`
    SELECT "value", count(*) AS "leads" FROM (SELECT ${value} AS "value" FROM "Lead" ${from} ${where(conditions)}) AS "Value"
    WHERE "value" IS NOT NULL GROUP BY "value" ORDER BY "leads" DESC, "value" LIMIT ${maxFacetValues + 1}`);
  const values = rows.map((row) => ({ value: String(row.value), leads: Number(row.leads) }));
  return { values: values.slice(0, maxFacetValues), isPartial: values.length > maxFacetValues };
}

/** The value of a field per lead; with `from`, a row for each of its values. */
function valuesOf(dialect: Dialect, field: Exclude<FacetField, 'missing'>): { value: Prisma.Sql; from?: Prisma.Sql } {
  const asText = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`CASE WHEN ${condition} THEN 'true' ELSE 'false' END`;
  const isSqlite = dialect === 'sqlite';
  switch (field) {
    case 'country':
      return { value: Prisma.sql`"Lead"."countryCode"` };
    case 'phoneStatus':
      return { value: shownPhoneStatus };
    case 'phoneProvider':
      return { value: Prisma.sql`"Lead"."phoneProvider"` };
    case 'phoneType':
      return { value: phoneTypeOf };
    case 'emailVerdict':
      return { value: emailVerdictOf };
    case 'doNotContact':
      return { value: asText(Prisma.sql`"Lead"."doNotContact"`) };
    case 'suppressed':
      return { value: asText(isMarkedSuppressed) };
    // An import may have changed a lead with several rows.
    case 'importId':
      return {
        value: Prisma.sql`"import"."importId"`,
        from: Prisma.sql`JOIN (SELECT DISTINCT "importId", "leadId" FROM "ImportRow" WHERE ${touched}) AS "import"
          ON "import"."leadId" = "Lead"."id"`,
      };
    // A lead has each of its tags and reasons once.
    case 'tag':
      return isSqlite
        ? { value: Prisma.sql`"tag".value`, from: Prisma.sql`, json_each("Lead"."tags") AS "tag"` }
        : {
            value: Prisma.sql`"tag".value`,
            from: Prisma.sql`, jsonb_array_elements_text("Lead"."tags") AS "tag"(value)`,
          };
    case 'emailReason':
      return isSqlite
        ? {
            value: Prisma.sql`json_extract("reason".value, '$.code')`,
            from: Prisma.sql`, json_each("Lead"."emailReasons") AS "reason"`,
          }
        : {
            value: Prisma.sql`"reason".value->>'code'`,
            from: Prisma.sql`, jsonb_array_elements("Lead"."emailReasons") AS "reason"(value)`,
          };
  }
}

async function countMissing(database: Database, conditions: Prisma.Sql[]): Promise<LeadFacet['values']> {
  const counts = missableFields.map((name) => {
    const column = Prisma.raw(`"${name}"`);
    return Prisma.sql`sum(CASE WHEN "Lead".${column} IS NULL THEN 1 ELSE 0 END) AS ${column}`;
  });
  const [row] = await database.scan<Record<string, number | bigint | null>>(
    Prisma.sql`SELECT ${Prisma.join(counts)} FROM "Lead" ${where(conditions)}`,
  );
  return missableFields
    .map((value) => ({ value, leads: Number(row?.[value] ?? 0) }))
    .filter(({ leads }) => leads > 0)
    .toSorted((a, b) => b.leads - a.leads);
}
