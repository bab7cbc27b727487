import type { Mode, PhoneDetail, PhoneStatus } from '@tinygenesy/contract';
import { allColumns } from '../../db/columns.ts';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents, type NewEvent } from '../../db/eventLog.ts';
import { jsonValue } from '../../db/jsonValue.ts';
import { keepLeadChanges } from '../../leads/leadChanges.ts';
import { nextStep } from '../planning/plan.ts';
import type { LookupOutcome, OpenRequest } from '../planning/types.ts';
import type { ParsedPhone } from '../../phones/phone.ts';
import { holdJob, type HoldReason } from './holdJob.ts';
import { noDetail } from '../../leads/noDetail.ts';
import { setPhoneStatus, settleRequests } from './requests.ts';
import { phoneColumns } from '../../leads/phoneColumns.ts';
import { leadValues } from '../../leads/leadWrite.ts';
import { phonesBeside } from '../../leads/phonesBeside.ts';
import { unusualDetail } from '../../leads/unusualDetail.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import { remarkLeads } from '../../leads/suppression/suppressionMarks.ts';
import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import { type AttemptRow, hasPhone, type LeadRow, type LedgerSettings, loadSituation } from './situation.ts';
import type { Speeds } from './speeds.ts';
import { lookupFigures } from '../lookupFigures.ts';

export interface FinishDeps extends LedgerSettings {
  database: Database;
  speeds: Speeds;
}

/**
 * Ends a lookup in one transaction: saves the phone number, the lead's status, all open requests, job counts and
 * events. Decides again first: when a provider is left to ask, nothing is written. A repeat changes nothing.
 * @returns the ids of the jobs whose items were settled, or `again` when the lookup must continue
 */
export async function finishLookup(
  deps: FinishDeps,
  leadId: number,
  now: Date,
): Promise<{ again: true } | { again: false; jobIds: number[] }> {
  const speeds = await deps.speeds();
  return deps.database.transaction(async (sql) => {
    const situation = await loadSituation(sql, deps, leadId, 'lock');
    const step = nextStep(situation);
    if (step.kind === 'ask') return { again: true };
    if (step.kind === 'leave') {
      await appendEvents(sql, await leaveLead(sql, leadId, now), now);
      return { again: false, jobIds: [] };
    }

    const { outcome } = step;
    const { row, attempts, mode } = situation;
    const saved = row === null ? [] : [await saveOnLead(sql, row, outcome, foundLine(attempts, outcome), mode, now)];
    const reason = outcome.reason === null ? null : { code: outcome.reason.code, text: outcome.reason.text };
    const source = outcome.reason?.provider ?? null;
    const held =
      outcome.status === 'on_hold' && reason !== null
        ? await holdJobsOf(sql, situation.requests, { ...reason, source })
        : [];
    const ids = situation.requests.map(({ id }) => id);
    const jobIds = await settleRequests(sql, { leadId, ids }, { state: outcome.status, reason }, now);
    const jobs = await jobEvents(sql, [...held, ...jobIds], lookupFigures(speeds));
    await appendEvents(sql, [...(await leadEvents(sql, saved)), ...held.map(leadsChanged), ...jobs], now);
    return { again: false, jobIds };
  });
}

/** Puts the jobs of the requests on hold: the reason affects their other leads too. */
async function holdJobsOf(sql: Sql, requests: readonly OpenRequest[], reason: HoldReason): Promise<number[]> {
  const held: number[] = [];
  for (const jobId of requests.flatMap((request) => request.jobId ?? []).toSorted((a, b) => a - b)) {
    if (await holdJob(sql, jobId, reason)) held.push(jobId);
  }
  return held;
}

function foundLine(attempts: readonly AttemptRow[], { foundBy }: LookupOutcome): AttemptRow | null {
  if (foundBy === null) return null;
  return (
    attempts.find(
      (line) =>
        line.provider === foundBy.provider &&
        line.inputHash === foundBy.inputHash &&
        line.scope === foundBy.scope &&
        line.round === foundBy.round &&
        line.attempt === foundBy.attempt,
    ) ?? null
  );
}

async function saveOnLead(
  sql: Sql,
  row: LeadRow,
  outcome: LookupOutcome,
  line: AttemptRow | null,
  mode: Mode,
  now: Date,
): Promise<LeadRow> {
  const phone = line?.phone ?? null;
  const changes =
    line !== null && isParsedPhone(phone) && mayReplace(row)
      ? {
          ...phoneColumns(phone),
          phoneProvider: line.provider,
          phoneMode: line.mode,
          // Sandbox numbers are removed together, so none may become a further number.
          phones:
            line.mode === 'live'
              ? phonesBeside(leadValues(row), phone, { source: line.provider, at: now.toISOString() })
              : row.phones,
        }
      : null;
  if (changes !== null && changes.phoneNumber !== row.phoneNumber) {
    const change = { leadId: row.id, field: 'phoneNumber', old: row.phoneNumber, new: changes.phoneNumber };
    await keepLeadChanges(sql, [change], `provider:${line?.provider ?? ''}`, now);
  }
  const unusual = changes !== null && isParsedPhone(phone) && phone.unusual;
  const { status, detail } =
    changes === null && !hasPhone(row, mode)
      ? { status: shownStatus(outcome), detail: detailOf(outcome) }
      : { status: 'found' as const, detail: unusual ? unusualDetail(line?.provider ?? null) : null };
  const number =
    changes === null
      ? Prisma.empty
      : Prisma.sql`"phoneNumber" = ${changes.phoneNumber}, "phoneExtension" = ${changes.phoneExtension},
          "phoneType" = ${changes.phoneType}, "phoneCountry" = ${changes.phoneCountry},
          "phoneProvider" = ${changes.phoneProvider}, "phoneMode" = ${changes.phoneMode},
          "phones" = ${jsonValue(sql.dialect, changes.phones)}, "version" = "version" + 1,`;
  const checked = wasLookedUp(outcome) ? Prisma.sql`"phoneCheckedAt" = ${now},` : Prisma.empty;
  const [saved] = await sql.prisma.$queryRaw<LeadRow[]>`UPDATE "Lead" SET ${number} ${checked}
      "phoneStatus" = ${status}, "phoneDetail" = ${jsonValue(sql.dialect, detail)}, "updatedAt" = ${now}
    WHERE "id" = ${row.id} RETURNING ${allColumns('Lead')}`;
  if (saved === undefined) throw new Error(`Lead ${row.id} was deleted while its row was held`);
  if (changes !== null) await remarkLeads(sql, [row.id]);
  return saved;
}

/** Tells whether a found number may replace the lead's. A typed or imported number stays; the found one is offered. */
const mayReplace = (row: LeadRow): boolean =>
  row.phoneNumber === null || (row.phoneProvider !== 'manual' && row.phoneProvider !== 'import');

const isParsedPhone = (value: unknown): value is ParsedPhone =>
  typeof value === 'object' && value !== null && 'e164' in value && typeof value.e164 === 'string';

/** Returns the status to show. A do-not-contact lead has none, because it is never looked up. */
const shownStatus = (outcome: LookupOutcome): PhoneStatus =>
  outcome.reason?.code === 'do_not_contact' ? 'none' : outcome.status;

const wasLookedUp = (outcome: LookupOutcome): boolean =>
  ['found', 'no_data', 'incomplete', 'error'].includes(outcome.status);

function detailOf(outcome: LookupOutcome): PhoneDetail | null {
  if (outcome.reason === null && outcome.failed.length === 0) return null;
  return { ...noDetail, provider: outcome.reason?.provider ?? null, reason: outcome.reason, failed: outcome.failed };
}

/**
 * No active request remains: the lead no longer reads as being asked. An opened item of a paused or held job keeps it
 * queued.
 */
async function leaveLead(sql: Sql, leadId: number, now: Date): Promise<NewEvent[]> {
  const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
  if (lead === null) return [];
  const opened = await sql.prisma.request.count({ where: { leadId, kind: 'phone_lookup', state: 'running' } });
  const ended: PhoneStatus = lead.phoneNumber === null ? 'cancelled' : 'found';
  const row =
    opened > 0
      ? await setPhoneStatus(sql, leadId, { from: ['asking'], to: 'queued', detail: null }, now)
      : await setPhoneStatus(sql, leadId, { from: ['queued', 'asking'], to: ended, detail: null }, now);
  return row === null ? [] : leadEvents(sql, [row]);
}
