import type { Mode, PhoneDetail, PhoneStatus } from '@tinygenesy/contract';
import { allColumns } from '../../db/columns.ts';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents, type NewEvent } from '../../db/eventLog.ts';
import { jsonValue } from '../../db/jsonValue.ts';
import { keepLeadChanges } from '../../leads/leadChanges.ts';
import { nextStep } from '../planning/plan.ts';
import type { FoundBy, LookupOutcome, OpenRequest } from '../planning/types.ts';
import { type Finds, type NewNumbers, numbersAfter } from './numbersAfter.ts';
import { holdJob, type HoldReason } from './holdJob.ts';
import { noDetail } from '../../leads/noDetail.ts';
import { setPhoneStatus, settleRequests } from './requests.ts';
import { leadValues } from '../../leads/leadWrite.ts';
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
 * @returns the ids of the jobs whose items were settled, and `again` when the lookup must continue
 */
export async function finishLookup(
  deps: FinishDeps,
  leadId: number,
  now: Date,
): Promise<{ again: boolean; jobIds: number[] }> {
  const speeds = await deps.speeds();
  return deps.database.transaction(async (sql) => {
    const situation = await loadSituation(sql, deps, leadId, 'lock');
    const step = nextStep(situation);
    if (step.kind === 'ask') return { again: true, jobIds: [] };
    const { row, attempts, mode } = situation;
    if (step.kind === 'leave') {
      // The job that asks for a better number waits; this one is paid.
      if (step.number !== undefined && row !== null) {
        const outcome: LookupOutcome = { status: 'found', foundBy: step.number, reason: null, failed: [] };
        await saveOnLead(sql, row, { finds: findsOf(attempts, outcome), outcome }, mode, now);
      }
      await appendEvents(sql, await leaveLead(sql, leadId, now), now);
      return { again: false, jobIds: [] };
    }

    const { outcome } = step;
    const finds = findsOf(attempts, outcome);
    const saved = row === null ? [] : [await saveOnLead(sql, row, { finds, outcome }, mode, now)];
    const reason = outcome.reason === null ? null : { code: outcome.reason.code, text: outcome.reason.text };
    const settled = situation.requests.filter(({ id }) => step.requestIds?.includes(id) ?? true);
    const others = situation.requests.filter((request) => !settled.includes(request));
    const isHeld = outcome.status === 'on_hold';
    const source = outcome.reason?.provider ?? null;
    const held = isHeld && reason !== null ? await holdJobsOf(sql, settled, { ...reason, source }) : [];
    const ids = settled.map(({ id }) => id);
    const ending = { state: outcome.status, reason, foundBy: outcome.foundBy?.provider ?? null, results: step.results };
    const jobIds = await settleRequests(sql, { leadId, ids }, ending, now);
    const jobs = await jobEvents(sql, [...held, ...jobIds], lookupFigures(speeds));
    await appendEvents(sql, [...(await leadEvents(sql, saved)), ...held.map(leadsChanged), ...jobs], now);
    // A request on hold stays open, so that only an active one can be decided anew.
    return { again: others.some(({ isActive }) => isActive || !isHeld), jobIds };
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

/** Returns the ledger lines of the numbers that a lookup found. */
function findsOf(attempts: readonly AttemptRow[], { foundBy, alsoFound = [], stopAt = 'any' }: LookupOutcome): Finds {
  const lineOf = (by: FoundBy): AttemptRow | undefined =>
    attempts.find(
      (line) =>
        line.provider === by.provider &&
        line.inputHash === by.inputHash &&
        line.scope === by.scope &&
        line.round === by.round &&
        line.attempt === by.attempt,
    );
  return {
    chosen: (foundBy && lineOf(foundBy)) ?? null,
    also: alsoFound.flatMap((by) => lineOf(by) ?? []),
    stopAt,
  };
}

/** Saves the numbers that were found, and what the lookup ended with. */
async function saveOnLead(
  sql: Sql,
  row: LeadRow,
  { finds, outcome }: { finds: Finds; outcome: LookupOutcome },
  mode: Mode,
  now: Date,
): Promise<LeadRow> {
  const { number, phones } = numbersAfter(row, finds, now);
  if (number !== null && number.phoneNumber !== row.phoneNumber) {
    const change = { leadId: row.id, field: 'phoneNumber', old: row.phoneNumber, new: number.phoneNumber };
    await keepLeadChanges(sql, [change], `provider:${number.phoneProvider}`, now);
  }
  const hasNumber = number !== null || hasPhone(row, mode);
  const status = hasNumber ? 'found' : shownStatus(outcome);
  const detail = hasNumber ? numberDetail(outcome, number) : detailOf(outcome);
  const columns =
    number === null
      ? Prisma.empty
      : Prisma.sql`"phoneNumber" = ${number.phoneNumber}, "phoneExtension" = ${number.phoneExtension},
          "phoneType" = ${number.phoneType}, "phoneCountry" = ${number.phoneCountry},
          "phoneProvider" = ${number.phoneProvider}, "phoneMode" = ${number.phoneMode},`;
  const isChanged = number !== null || phones.length !== leadValues(row).phones.length;
  const further = isChanged
    ? Prisma.sql`"phones" = ${jsonValue(sql.dialect, phones)}, "version" = "version" + 1,`
    : Prisma.empty;
  const checked = wasLookedUp(outcome) ? Prisma.sql`"phoneCheckedAt" = ${now},` : Prisma.empty;
  const [saved] = await sql.prisma.$queryRaw<LeadRow[]>`UPDATE "Lead" SET ${columns} ${further} ${checked}
      "phoneStatus" = ${status}, "phoneDetail" = ${jsonValue(sql.dialect, detail)}, "updatedAt" = ${now}
    WHERE "id" = ${row.id} RETURNING ${allColumns('Lead')}`;
  if (saved === undefined) throw new Error(`Lead ${row.id} was deleted while its row was held`);
  if (isChanged) await remarkLeads(sql, [row.id]);
  return saved;
}

/** Returns the status to show. A do-not-contact lead has none, because it is never looked up. */
const shownStatus = (outcome: LookupOutcome): PhoneStatus =>
  outcome.reason?.code === 'do_not_contact' ? 'none' : outcome.status;

const wasLookedUp = (outcome: LookupOutcome): boolean =>
  ['found', 'no_data', 'incomplete', 'error'].includes(outcome.status);

function detailOf(outcome: LookupOutcome): PhoneDetail | null {
  if (outcome.reason === null && outcome.failed.length === 0) return null;
  return { ...noDetail, provider: outcome.reason?.provider ?? null, reason: outcome.reason, failed: outcome.failed };
}

/** What is said about a number: whether it may be wrong, and why it is not the mobile number that was asked for. */
function numberDetail(outcome: LookupOutcome, number: NewNumbers['number']): PhoneDetail | null {
  const unusual = number?.unusual === true ? unusualDetail(number.phoneProvider) : null;
  if (outcome.stopAt !== 'mobile' || outcome.reason === null) return unusual;
  const detail = detailOf(outcome);
  if (unusual === null || detail === null || unusual.reason === null) return detail;
  return { ...detail, reason: { ...unusual.reason, text: `${unusual.reason.text}. ${outcome.reason.text}` } };
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
