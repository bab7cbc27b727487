import type { BulkLookup, LeadSet, Mode, Reason } from '@tinygenesy/contract';
import { type Dialect, Prisma, type Sql } from '../../db/database.ts';
import { readMode } from '../../jobs/mode.ts';
import type { LeadGroup } from '../planning/forecast.ts';
import { isMarkedSuppressed, suppressedReason } from '../../leads/suppression/suppressionMarks.ts';
import { selectLeadIds } from '../../leads/list/leadSet.ts';
import { type LedgerSettings, questionFor } from '../ledger/situation.ts';
import { freeMailDomains, freeMailFamilies } from '../../leads/freeMailDomains.ts';

/** The leads of a set that a bulk lookup includes, and the reasons why others are skipped. */
export interface BulkSelection {
  /** A statement that yields the `"id"` of every included lead. */
  eligible: Prisma.Sql;
  /** The included leads, grouped by the enabled providers that can be asked about them. */
  groups: LeadGroup[];
  skipped: { reason: Reason; count: number }[];
}

const skipReasons: Record<string, string> = {
  do_not_contact: 'Marked do-not-contact',
  [suppressedReason.code]: suppressedReason.text,
  has_phone: 'Have a phone number',
  has_mobile: 'Have a mobile number',
  has_real_number: 'Have a real phone number, which sandbox numbers never replace',
  no_mobile: 'Looked up before, no mobile number found',
  over_lead_limit: 'Need a provider that costs more than the limit per lead',
  looked_up: 'Looked up before, nothing has changed since',
  failed_before: 'Failed before',
  not_failed: 'Did not fail',
  no_providers: 'No provider is switched on',
  no_secret: 'No provider that is switched on has a key',
  no_setting: 'No provider that is switched on has its key and settings',
  sample_lead: 'Sample leads are never sent to real providers',
};

/**
 * Groups a set of leads in the database, without loading its ids: by the reason that excludes a lead, then by its known
 * fields. The fields decide which providers can be asked, so one example per group is checked against the providers.
 * @param count runs the statements that read every lead of the set, by default on `sql`
 * @param set a statement that yields the `"id"` of every lead, in place of the body's set
 */
export async function selectForBulk(
  sql: Sql,
  settings: Pick<LedgerSettings, 'book'>,
  body: BulkLookup,
  count: <T>(query: Prisma.Sql) => Promise<T[]> = (query) => sql.prisma.$queryRaw(query),
  set: Prisma.Sql = selectLeadIds(sql.dialect, setOf(body)),
): Promise<BulkSelection> {
  const mode = await readMode(sql);
  const sorted = await count<{
    sort: string;
    known: number | bigint;
    leads: number | bigint;
    example: number | bigint;
  }>(Prisma.sql`SELECT "sort", "known", COUNT(*) AS "leads", MIN("id") AS "example"
    FROM (SELECT ${sortOf(sql, mode, body)} AS "sort", ${knownFields(sql)} AS "known", "Lead"."id"
      FROM "Lead" WHERE "Lead"."id" IN (${set}) ${ownRows(sql)}) AS "lead"
    GROUP BY "sort", "known"`);
  const enabled = await sql.prisma.provider.findMany({ where: { enabled: true }, orderBy: { position: 'asc' } });
  const examples = await sql.prisma.lead.findMany({
    where: { id: { in: sorted.map(({ example }) => Number(example)) } },
  });

  const providers = await settings.book.of(sql, enabled);
  const limitMicros = body.maxCostPerLeadMicros ?? Infinity;
  const affordable = new Set(enabled.filter((row) => Number(row.priceMicros) <= limitMicros).map(({ id }) => id));
  const skipped = new Map<string, number>();
  const skip = (code: string, count: number): void => void skipped.set(code, (skipped.get(code) ?? 0) + count);
  const askableBy = new Map<number, string[]>();
  for (const { sort, known, leads, example } of sorted) {
    if (sort !== 'eligible') {
      skip(sort, Number(leads));
      continue;
    }
    const lead = examples.find(({ id }) => id === Number(example));
    const questions = providers.map((provider) => ({
      id: provider.id,
      question: lead && questionFor(provider, lead, mode),
    }));
    const askable = questions.filter(({ question }) => question?.kind === 'askable').map(({ id }) => id);
    if (askable.some((id) => affordable.has(id))) askableBy.set(Number(known), askable);
    else if (askable.length > 0) skip('over_lead_limit', Number(leads));
    else if (providers.length === 0) skip('no_providers', Number(leads));
    else {
      const reason = questions.flatMap(({ question }) => (question?.kind === 'missing' ? [question.reason.code] : []));
      const isSetup = reason.every((code) => code === 'no_secret' || code === 'no_setting');
      const setup = reason.includes('no_setting') ? 'no_setting' : 'no_secret';
      skip(reason.includes('sample_lead') ? 'sample_lead' : isSetup ? setup : 'missing_input', Number(leads));
    }
  }

  const eligible = eligibleLeads(sql, mode, body, set, [...askableBy.keys()]);
  // Only a limit takes fewer leads than those counted above, and each count reads every lead of the set.
  const taken =
    body.limit === undefined
      ? sorted.filter(({ sort, known }) => sort === 'eligible' && askableBy.has(Number(known)))
      : await count<{ known: number | bigint; leads: number | bigint }>(Prisma.sql`
          SELECT ${knownFields(sql)} AS "known", COUNT(*) AS "leads" FROM "Lead" WHERE "Lead"."id" IN (${eligible}) GROUP BY 1`);
  return {
    eligible,
    groups: taken.map(({ known, leads }) => ({ askable: askableBy.get(Number(known)) ?? [], leads: Number(leads) })),
    skipped: [...skipped].map(([code, count]) => ({
      reason: { code, text: code === 'missing_input' ? needsOfAny(providers) : (skipReasons[code] ?? code) },
      count,
    })),
  };
}

/**
 * Ends the subquery of the counted leads. Without it, SQLite sorts all columns that the subquery reads instead of its
 * results, which takes nearly as long as reading the leads.
 */
const ownRows = ({ dialect }: Sql): Prisma.Sql => (dialect === 'sqlite' ? Prisma.sql`LIMIT -1` : Prisma.empty);

/** Describes the fields that a lead needs so that at least one provider can be asked. */
function needsOfAny(providers: readonly { needs: readonly string[] }[]): string {
  const enough = providers.filter(
    ({ needs }, index) =>
      !providers.some(
        (other, at) =>
          at !== index &&
          other.needs.every((need) => needs.includes(need)) &&
          (other.needs.length < needs.length || at < index),
      ),
  );
  return `Need ${enough.map(({ needs }) => needs.join(' and ')).join(', or ')}`;
}

/** The set of leads of a bulk lookup. */
export const setOf = ({ leadIds, filter, exceptIds }: BulkLookup): LeadSet => ({ leadIds, filter, exceptIds });

function eligibleLeads(sql: Sql, mode: Mode, body: BulkLookup, set: Prisma.Sql, known: readonly number[]): Prisma.Sql {
  if (known.length === 0) return Prisma.sql`SELECT "id" FROM "Lead" WHERE 1 = 0`;
  return Prisma.sql`SELECT "Lead"."id" FROM "Lead"
    WHERE "Lead"."id" IN (${set})
      AND ${sortOf(sql, mode, body)} = 'eligible' AND ${knownFields(sql)} IN (${Prisma.join([...known])})
    ORDER BY "Lead"."id" DESC ${body.limit === undefined ? Prisma.empty : Prisma.sql`LIMIT ${body.limit}`}`;
}

/** SQL for `eligible`, or the code of the reason that excludes a lead. Leads with a running lookup are eligible. */
function sortOf({ dialect }: Sql, mode: Mode, { scope, force, stopAt }: BulkLookup): Prisma.Sql {
  const hasPhone =
    mode === 'live'
      ? Prisma.sql`"Lead"."phoneNumber" IS NOT NULL AND "Lead"."phoneMode" IS DISTINCT FROM 'sandbox'`
      : Prisma.sql`"Lead"."phoneNumber" IS NOT NULL`;
  const had = force
    ? Prisma.empty
    : stopAt !== 'mobile' || scope === 'missing'
      ? Prisma.sql`WHEN ${hasPhone} THEN 'has_phone'`
      : otherThanMobile(dialect, mode, hasPhone);
  const outside = {
    missing: notMissing,
    no_mobile: Prisma.sql`WHEN ${hasPhone} THEN 'eligible' ${notMissing}`,
    failed: Prisma.sql`WHEN "Lead"."phoneStatus" NOT IN ('incomplete', 'error', 'on_hold') THEN 'not_failed'`,
    all: Prisma.empty,
  }[scope];
  return Prisma.sql`CASE WHEN "Lead"."doNotContact" THEN 'do_not_contact' WHEN ${isMarkedSuppressed} THEN 'suppressed'
    ${had} ${outside} ELSE 'eligible' END`;
}

const notMissing = Prisma.sql`WHEN "Lead"."phoneStatus" IN ('incomplete', 'error', 'on_hold') THEN 'failed_before'
  WHEN "Lead"."phoneStatus" NOT IN ('none', 'skipped', 'cancelled', 'queued', 'asking', 'found') THEN 'looked_up'`;

/** SQL that excludes leads with a mobile number, and those for whom no mobile number was found. */
function otherThanMobile(dialect: Dialect, mode: Mode, hasPhone: Prisma.Sql): Prisma.Sql {
  const isMobile = Prisma.sql`"type" = 'mobile' AND COALESCE("doNotCall", FALSE) = FALSE`;
  const [further, code] =
    dialect === 'postgres'
      ? [
          Prisma.sql`SELECT 1 FROM jsonb_to_recordset("Lead"."phones") AS "further" ("type" text, "doNotCall" boolean)
            WHERE ${isMobile}`,
          Prisma.sql`"Lead"."phoneDetail" #>> '{reason,code}'`,
        ]
      : [
          Prisma.sql`SELECT 1 FROM (SELECT json_extract("value", '$.type') AS "type",
            json_extract("value", '$.doNotCall') AS "doNotCall" FROM json_each("Lead"."phones")) WHERE ${isMobile}`,
          Prisma.sql`json_extract("Lead"."phoneDetail", '$.reason.code')`,
        ];
  const isReal =
    mode === 'sandbox'
      ? Prisma.sql`WHEN ${hasPhone} AND "Lead"."phoneMode" IS DISTINCT FROM 'sandbox' THEN 'has_real_number'`
      : Prisma.empty;
  return Prisma.sql`WHEN ${hasPhone} AND ("Lead"."phoneType" = 'mobile' OR EXISTS (${further})) THEN 'has_mobile'
    ${isReal} WHEN ${hasPhone} AND ${code} = 'no_mobile' THEN 'no_mobile'`;
}

/** SQL for a bit mask of the known fields that providers need. */
function knownFields(sql: Sql): Prisma.Sql {
  const bits = [
    Prisma.sql`"Lead"."firstName" IS NOT NULL`,
    Prisma.sql`"Lead"."lastName" IS NOT NULL`,
    Prisma.sql`"Lead"."email" IS NOT NULL`,
    Prisma.sql`"Lead"."jobTitle" IS NOT NULL`,
    Prisma.sql`"Lead"."companyName" IS NOT NULL`,
    Prisma.sql`"Lead"."companyWebsite" IS NOT NULL`,
    Prisma.sql`"Lead"."linkedinUrl" IS NOT NULL`,
    Prisma.sql`"Lead"."countryCode" IS NOT NULL`,
    isFreeMail(sql),
    sql.dialect === 'postgres'
      ? Prisma.sql`"Lead"."tags" @> '["sample"]'::jsonb`
      : // A quotation mark within a tag is escaped there, so the text is found only as a whole tag.
        Prisma.sql`instr("Lead"."tags", '"sample"') > 0`,
  ];
  return Prisma.join(
    bits.map((bit, index) => Prisma.sql`CASE WHEN ${bit} THEN ${Prisma.raw(String(2 ** index))} ELSE 0 END`),
    ' + ',
    '(',
    ')',
  );
}

/**
 * Whether a lead's company is known only by a free email address. Approximates `companyHost` for grouping; the example
 * of each group decides.
 */
function isFreeMail({ dialect }: Sql): Prisma.Sql {
  const [domain, family] =
    dialect === 'postgres'
      ? [
          Prisma.sql`split_part("Lead"."email", '@', 2)`,
          Prisma.sql`split_part(split_part("Lead"."email", '@', 2), '.', 1)`,
        ]
      : [
          Prisma.sql`substr("Lead"."email", instr("Lead"."email", '@') + 1)`,
          Prisma.sql`substr("Lead"."email", instr("Lead"."email", '@') + 1, instr(substr("Lead"."email", instr("Lead"."email", '@') + 1), '.') - 1)`,
        ];
  // Most leads have a website: the comparisons take a quarter of the time of an estimate.
  return Prisma.sql`"Lead"."companyWebsite" IS NULL
    AND (${domain} IN (${Prisma.join([...freeMailDomains])}) OR ${family} IN (${Prisma.join([...freeMailFamilies])}))`;
}
