import type { PhoneDetail } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import type { ShownRow } from './leadColumns.ts';
import { noDetail } from './noDetail.ts';

/** A job in one of these states goes on by itself. */
const active = ['preparing', 'queued', 'running'];

interface Lender {
  leadId: number;
  kind: string;
  /** Null: a person's request. */
  jobId: number | null;
  jobState: string | null;
  errorCode: string | null;
  errorText: string | null;
}

/** A lead read together with `hasOpenRequest`: one without an open request has no lent state to be read. */
export type ListedRow = ShownRow & { hasOpenRequest: boolean | number | bigint };

/** Whether a lead has an open request, as an expression on `"Lead"`. */
export const hasOpenRequest = Prisma.sql`EXISTS (SELECT 1 FROM "Request"
    WHERE "Request"."leadId" = "Lead"."id" AND "Request"."state" IN ('waiting', 'running'))`;

/**
 * Adds the states that unfinished jobs lend to their leads: a job's state is written once, in its own row, and never
 * copied to a million leads.
 */
export async function withLentStates(sql: Sql, rows: readonly (ShownRow | ListedRow)[]): Promise<ShownRow[]> {
  const ids = rows.flatMap((row) => ('hasOpenRequest' in row && !row.hasOpenRequest ? [] : row.id));
  if (ids.length === 0) return [...rows];
  const lenders = await sql.prisma.$queryRaw<Lender[]>`SELECT "Request"."leadId", "Request"."kind", "Request"."jobId",
      "Job"."state" AS "jobState", "Job"."errorCode", "Job"."errorText"
    FROM "Request" LEFT JOIN "Job" ON "Job"."id" = "Request"."jobId"
    WHERE "Request"."leadId" IN (${idsFromJson(sql.dialect, ids)}) AND "Request"."state" IN ('waiting', 'running')`;
  const byLead = new Map<number, Lender[]>();
  for (const lender of lenders) byLead.set(lender.leadId, [...(byLead.get(lender.leadId) ?? []), lender]);
  return rows.map((row) => {
    const own = byLead.get(row.id);
    return own === undefined
      ? row
      : {
          ...row,
          ...phoneState(row, ofKind(own, 'phone_lookup')),
          ...emailState(row, ofKind(own, 'email_verification')),
        };
  });
}

const ofKind = (lenders: readonly Lender[], kind: string): Lender[] => lenders.filter((lender) => lender.kind === kind);

function phoneState(row: ShownRow, lenders: readonly Lender[]): Partial<Pick<ShownRow, 'phoneStatus' | 'phoneDetail'>> {
  if (row.phoneStatus === 'asking' || lenders.some(({ jobId }) => jobId === null)) return {};
  const queued = row.phoneStatus === 'queued' ? {} : { phoneStatus: 'queued', phoneDetail: null };
  if (goesOn(lenders)) return queued;
  const held = lenders.find(({ jobState }) => jobState === 'on_hold');
  if (held === undefined) return lenders.some(({ jobState }) => jobState === 'paused') ? queued : {};
  return row.phoneStatus === 'on_hold' ? {} : { phoneStatus: 'on_hold', phoneDetail: holdDetail(held) };
}

const goesOn = (lenders: readonly Lender[]): boolean =>
  lenders.some(({ jobState }) => jobState !== null && active.includes(jobState));

function holdDetail({ errorCode, errorText }: Lender): { [K in keyof PhoneDetail]: PhoneDetail[K] } | null {
  if (errorCode === null) return null;
  const reason = { code: errorCode, provider: null, text: errorText ?? errorCode };
  return { ...noDetail, reason };
}

/** A job that stands still must not look as if it went on. */
function emailState(
  row: ShownRow,
  lenders: readonly Lender[],
): Partial<Pick<ShownRow, 'emailCheck' | 'emailCheckUntil'>> {
  return goesOn(lenders) && row.emailCheck === 'idle' && row.email !== null
    ? { emailCheck: 'queued', emailCheckUntil: null }
    : {};
}

const phoneItem = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (SELECT 1 FROM "Request"
    LEFT JOIN "Job" ON "Job"."id" = "Request"."jobId"
    WHERE "Request"."leadId" = "Lead"."id" AND "Request"."kind" = 'phone_lookup'
      AND "Request"."state" IN ('waiting', 'running') AND ${condition})`;

/** The same for `"Lead"."phoneStatus"` in a statement. Without unfinished jobs it costs nothing but the column. */
export const shownPhoneStatus = Prisma.sql`CASE
    WHEN NOT EXISTS (SELECT 1 FROM "Job" WHERE "kind" = 'phone_lookup'
      AND "state" IN ('preparing', 'queued', 'running', 'paused', 'on_hold')) THEN "Lead"."phoneStatus"
    WHEN "Lead"."phoneStatus" = 'asking' OR ${phoneItem(Prisma.sql`"Request"."jobId" IS NULL`)} THEN "Lead"."phoneStatus"
    WHEN ${phoneItem(Prisma.sql`"Job"."state" IN (${Prisma.join(active)})`)} THEN 'queued'
    WHEN ${phoneItem(Prisma.sql`"Job"."state" = 'on_hold'`)} THEN 'on_hold'
    WHEN ${phoneItem(Prisma.sql`"Job"."state" = 'paused'`)} THEN 'queued'
    ELSE "Lead"."phoneStatus" END`;
