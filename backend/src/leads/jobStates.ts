import type { PhoneDetail } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import type { ShownRow } from './leadColumns.ts';
import { noDetail } from './noDetail.ts';

/** States in which a job continues without a person. */
const active = ['preparing', 'queued', 'running'];

/** An open request of a lead, with its job. */
interface OpenItem {
  leadId: number;
  kind: string;
  /** Null: a person's request. */
  jobId: number | null;
  jobState: string | null;
  errorCode: string | null;
  errorText: string | null;
}

/** A lead with what its page reads beside it. Without an open request, no job determines its state. */
export type ListedRow = ShownRow & {
  hasOpenRequest: boolean | number | bigint;
  /** Whether the lead is marked as suppressed. */
  isSuppressed: boolean | number | bigint;
};

/** SQL on `"Lead"` for whether a lead has an open request. */
export const hasOpenRequest = Prisma.sql`EXISTS (SELECT 1 FROM "Request"
    WHERE "Request"."leadId" = "Lead"."id" AND "Request"."state" IN ('waiting', 'running'))`;

/**
 * Adds the phone and email states that follow from unfinished jobs. A job's state is stored only in its own row,
 * because copying the state to a million leads would take seconds.
 */
export async function withJobStates(sql: Sql, rows: readonly (ShownRow | ListedRow)[]): Promise<ShownRow[]> {
  const ids = rows.flatMap((row) => ('hasOpenRequest' in row && !row.hasOpenRequest ? [] : row.id));
  if (ids.length === 0) return [...rows];
  const items = await sql.prisma.$queryRaw<OpenItem[]>`SELECT "Request"."leadId", "Request"."kind", "Request"."jobId",
      "Job"."state" AS "jobState", "Job"."errorCode", "Job"."errorText"
    FROM "Request" LEFT JOIN "Job" ON "Job"."id" = "Request"."jobId"
    WHERE "Request"."leadId" IN (${idsFromJson(sql.dialect, ids)}) AND "Request"."state" IN ('waiting', 'running')`;
  const byLead = new Map<number, OpenItem[]>();
  for (const item of items) byLead.set(item.leadId, [...(byLead.get(item.leadId) ?? []), item]);
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

const ofKind = (items: readonly OpenItem[], kind: string): OpenItem[] => items.filter((item) => item.kind === kind);

function phoneState(row: ShownRow, items: readonly OpenItem[]): Partial<Pick<ShownRow, 'phoneStatus' | 'phoneDetail'>> {
  if (row.phoneStatus === 'asking' || items.some(({ jobId }) => jobId === null)) return {};
  const queued = row.phoneStatus === 'queued' ? {} : { phoneStatus: 'queued', phoneDetail: null };
  if (isActive(items)) return queued;
  const held = items.find(({ jobState }) => jobState === 'on_hold');
  if (held === undefined) {
    return items.some(({ jobState }) => jobState === 'paused')
      ? { phoneStatus: 'queued', phoneDetail: pausedDetail }
      : {};
  }
  return row.phoneStatus === 'on_hold' ? {} : { phoneStatus: 'on_hold', phoneDetail: holdDetail(held) };
}

/** Nothing happens to the lead until its job is resumed. */
const pausedDetail = { ...noDetail, reason: { code: 'job_paused', provider: null, text: 'The job is paused' } };

const isActive = (items: readonly OpenItem[]): boolean =>
  items.some(({ jobState }) => jobState !== null && active.includes(jobState));

function holdDetail({ errorCode, errorText }: OpenItem): { [K in keyof PhoneDetail]: PhoneDetail[K] } | null {
  if (errorCode === null) return null;
  const reason = { code: errorCode, provider: null, text: errorText ?? errorCode };
  return { ...noDetail, reason };
}

/** Shows `queued` only while a job is active: a paused job must not look active. */
function emailState(
  row: ShownRow,
  items: readonly OpenItem[],
): Partial<Pick<ShownRow, 'emailCheck' | 'emailCheckUntil'>> {
  return isActive(items) && row.emailCheck === 'idle' && row.email !== null
    ? { emailCheck: 'queued', emailCheckUntil: null }
    : {};
}

const phoneItem = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (SELECT 1 FROM "Request"
    LEFT JOIN "Job" ON "Job"."id" = "Request"."jobId"
    WHERE "Request"."leadId" = "Lead"."id" AND "Request"."kind" = 'phone_lookup'
      AND "Request"."state" IN ('waiting', 'running') AND ${condition})`;

/** SQL for the phone status by the same rules. Reads only the column while no job is unfinished. */
export const shownPhoneStatus = Prisma.sql`CASE
    WHEN NOT EXISTS (SELECT 1 FROM "Job" WHERE "kind" = 'phone_lookup'
      AND "state" IN ('preparing', 'queued', 'running', 'paused', 'on_hold')) THEN "Lead"."phoneStatus"
    WHEN "Lead"."phoneStatus" = 'asking' OR ${phoneItem(Prisma.sql`"Request"."jobId" IS NULL`)} THEN "Lead"."phoneStatus"
    WHEN ${phoneItem(Prisma.sql`"Job"."state" IN (${Prisma.join(active)})`)} THEN 'queued'
    WHEN ${phoneItem(Prisma.sql`"Job"."state" = 'on_hold'`)} THEN 'on_hold'
    WHEN ${phoneItem(Prisma.sql`"Job"."state" = 'paused'`)} THEN 'queued'
    ELSE "Lead"."phoneStatus" END`;
