import { type Mode, stopAtSchema } from '@tinygenesy/contract';
import { allColumns } from '../../db/columns.ts';
import { Prisma, type Sql } from '../../db/database.ts';
import type { Lead as LeadRow, Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import { isOfMode } from '../../jobs/maySpend.ts';
import { acceptsResults } from '../../jobs/unfinishedJobs.ts';
import { isModeRow, storedMode } from '../../jobs/mode.ts';
import { columnNames, pickColumns } from '../../leads/leadColumns.ts';
import { listedValues } from '../../leads/suppression/listedValues.ts';
import { isKeyOfEntries } from '../../leads/suppression/suppressionKey.ts';
import type { OpenRequest } from '../planning/types.ts';
import { spentOnLead } from './leadLimit.ts';

/** An open request. `isOfMode`: its job runs in the current mode; true for people's requests. */
export interface LedgerRequest extends OpenRequest {
  isOfMode: boolean;
  /** What the job and its retries may spend on the lead; null: no limit. */
  limitMicros: number | null;
}

/** What decides whether a lead may be looked up now. */
export interface LookupState {
  mode: Mode;
  lead: LeadRow | null;
  /** Whether the suppression list covers the lead. */
  isSuppressed: boolean;
  /**
   * The open requests for the lead's number, oldest first. A request is active (`isActive`) unless its job is paused, on
   * hold, ending, or of another mode. A forced item takes part once its round is known.
   */
  requests: LedgerRequest[];
  provider: Pick<
    ProviderRow,
    | 'priceMicros'
    | 'budgetMicros'
    | 'charge'
    | 'enabled'
    | 'unusableCode'
    | 'freedAt'
    | 'definitionVersion'
    | 'provenAt'
  > | null;
}

interface StateRow extends LeadRow {
  currentMode: string | null;
  suppressionKey: string | null;
  requestId: number | null;
  requestJobId: number | null;
  requestForce: boolean;
  requestRound: number;
  requestStopAt: string | null;
  requestCreatedAt: Date;
  requestStartedAt: Date | null;
  jobState: string | null;
  jobMode: string | null;
  jobEndedAt: Date | null;
  jobStopAt: string | null;
  maxCostPerLeadMicros: bigint | null;
  providerId: string | null;
  priceMicros: bigint;
  budgetMicros: bigint | null;
  charge: string;
  enabled: boolean;
  unusableCode: string | null;
  freedAt: Date | null;
  definitionVersion: number | null;
  provenAt: Date | null;
}

/**
 * Reads the mode, a lead, its open lookup requests with their jobs, and a provider, in one statement: every call reads
 * them three times.
 * @param mode decides which requests are of the mode; by default the current mode
 */
export async function readLookupState(
  sql: Sql,
  { leadId, provider = '', mode }: { leadId: number; provider?: string; mode?: Mode },
): Promise<LookupState> {
  const rows = await sql.prisma.$queryRaw<StateRow[]>`SELECT ${allColumns('Lead')}, "Setting"."value" AS "currentMode",
      "KeySetting"."value" AS "suppressionKey",
      "Request"."id" AS "requestId", "Request"."jobId" AS "requestJobId", "Request"."force" AS "requestForce",
      "Request"."round" AS "requestRound", "Request"."createdAt" AS "requestCreatedAt",
      "Request"."startedAt" AS "requestStartedAt",
      "Request"."stopAt" AS "requestStopAt",
      "Job"."state" AS "jobState", "Job"."mode" AS "jobMode", "Job"."endedAt" AS "jobEndedAt",
      "Job"."stopAt" AS "jobStopAt", "Job"."maxCostPerLeadMicros",
      "Provider"."id" AS "providerId", "Provider"."priceMicros", "Provider"."budgetMicros", "Provider"."charge", "Provider"."enabled",
      "Provider"."unusableCode", "Provider"."freedAt", "Provider"."definitionVersion", "Provider"."provenAt"
    FROM (SELECT 1) AS "one"
    LEFT JOIN "Setting" ON ${isModeRow}
    LEFT JOIN "Setting" AS "KeySetting" ON ${isKeyOfEntries(Prisma.raw('"KeySetting"'))}
    LEFT JOIN "Lead" ON "Lead"."id" = ${leadId}
    LEFT JOIN "Provider" ON "Provider"."id" = ${provider}
    LEFT JOIN "Request" ON "Request"."leadId" = ${leadId} AND "Request"."kind" = 'phone_lookup'
      AND "Request"."endedAt" IS NULL
    LEFT JOIN "Job" ON "Job"."id" = "Request"."jobId"
    ORDER BY "Request"."id"`;
  const [first] = rows;
  if (first === undefined) throw new Error('The statement that reads a lookup returned no row');
  const currentMode = storedMode(first.currentMode);
  const lead = first.id === null ? null : pickColumns(first, columnNames);
  const [listed = []] = lead === null ? [] : await listedValues(sql, [lead], first.suppressionKey);
  return {
    mode: currentMode,
    lead,
    isSuppressed: listed.length > 0,
    requests: await withLeftMicros(
      sql,
      leadId,
      rows.flatMap((row) => openRequest(row, mode ?? currentMode)),
    ),
    provider: first.providerId === null ? null : first,
  };
}

/** Adds what each request may still spend on the lead. */
async function withLeftMicros(sql: Sql, leadId: number, requests: LedgerRequest[]): Promise<LedgerRequest[]> {
  const limited = requests.flatMap(({ jobId, limitMicros }) => (limitMicros === null ? [] : (jobId ?? [])));
  if (limited.length === 0) return requests;
  const spent = await spentOnLead(sql, leadId, limited);
  return requests.map((request) => {
    const costMicros = request.jobId === null ? 0 : (spent.get(request.jobId)?.costMicros ?? 0);
    const leftMicros = request.limitMicros === null ? null : Math.max(0, request.limitMicros - costMicros);
    return { ...request, leftMicros };
  });
}

function openRequest(row: StateRow, mode: Mode): LedgerRequest[] {
  const { requestId: id, requestJobId: jobId, jobState, requestForce: force, requestRound: round } = row;
  if (id === null || (force && round === 0)) return [];
  const isAccepted = jobState !== null && acceptsResults({ state: jobState, endedAt: row.jobEndedAt });
  if (jobId !== null && !isAccepted) return [];
  const ofMode = jobId === null || isOfMode({ mode: row.jobMode }, mode);
  return [
    {
      id,
      jobId,
      isActive: jobId === null || ((jobState === 'queued' || jobState === 'running') && ofMode),
      isOfMode: ofMode,
      force,
      round,
      // Resuming a job restarts its items.
      sinceMs: (row.requestStartedAt ?? row.requestCreatedAt).getTime(),
      stopAt: stopAtSchema.catch('any').parse(row.requestStopAt ?? row.jobStopAt),
      limitMicros: row.maxCostPerLeadMicros === null ? null : Number(row.maxCostPerLeadMicros),
      leftMicros: null,
    },
  ];
}
