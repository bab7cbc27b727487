import {
  type BulkLookup,
  type Job,
  type LookupEstimate,
  type PhoneLookup,
  type PhoneLookupStart,
  type PhoneStatus,
  phoneStatusSchema,
} from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import { jobEvents } from '../jobs/jobEvents.ts';
import { shareMode } from '../jobs/mode.ts';
import { leadEvents } from '../leads/leadEvent.ts';
import { suppressedAmong } from '../leads/suppression/listedValues.ts';
import { AppError } from '../platform/errors.ts';
import { type BulkLookupDeps, estimateBulkLookup, startBulkLookup } from './bulk/bulkLookups.ts';
import { endRequests } from './ledger/endRequests.ts';
import { lockLead } from './ledger/lockLead.ts';
import { setPhoneStatus } from './ledger/requests.ts';
import { hasMobile, hasPhone, type LeadRow } from './ledger/situation.ts';
import { lookupFigures } from './lookupFigures.ts';
import { readLookup } from './readLookup.ts';
import { lookupWorkflowId, byPerson, wakeLookup } from './wakeLookup.ts';

export type Lookups = ReturnType<typeof createLookups>;

export interface StartedLookup {
  started: boolean;
  leadId: number;
  workflowId: string;
  phoneStatus: PhoneStatus;
  phoneNumber: string | null;
}

/** Phone lookups of single leads, requested by people. Rows are written first; the answer does not wait for the wake. */
export function createLookups(deps: BulkLookupDeps) {
  const { database, clock, engine } = deps;

  /**
   * Requests the number of a lead for a person.
   * @returns `started: false` when the lead has such a number of this mode and `force` is false
   * @throws AppError not_found; conflict for a lead marked do-not-contact or on the suppression list
   */
  async function start(leadId: number, { force, stopAt }: PhoneLookupStart): Promise<StartedLookup> {
    const now = clock.now();
    const { started, row } = await database.transaction(async (sql) => {
      // Locks the mode: a later switch ends this request too, an earlier one is read here.
      const mode = await shareMode(sql);
      const lead = await lockLead(sql, leadId);
      if (lead.doNotContact)
        throw new AppError('conflict', 'This lead is marked do-not-contact. No provider was asked.');
      if ((await suppressedAmong(sql, [leadId])).size > 0)
        throw new AppError('conflict', 'This lead is on the suppression list. No provider was asked.');
      const hasNumber = stopAt === 'mobile' ? hasMobile(lead, mode) : hasPhone(lead, mode);
      if (!force && hasNumber) return { started: false, row: lead };
      return { started: true, row: await requestNumber(sql, lead, { force, stopAt }, now) };
    });
    if (started) void wakeLookup(engine, leadId, byPerson);
    return {
      started,
      leadId,
      workflowId: lookupWorkflowId(leadId),
      phoneStatus: phoneStatusSchema.parse(row.phoneStatus),
      phoneNumber: row.phoneNumber,
    };
  }

  /**
   * Ends the person's request, or with `everyone` all open requests of the lead.
   * @returns false when none was open
   */
  async function end(leadId: number, { everyone }: { everyone: boolean }): Promise<boolean> {
    const now = clock.now();
    const speeds = await deps.speeds();
    const ended = await database.transaction(async (sql) => {
      await lockLead(sql, leadId);
      const { count, events, jobIds } = await endRequests(sql, [leadId], everyone ? 'everyone' : 'person', now);
      if (count === 0) return false;
      await appendEvents(sql, [...events, ...(await jobEvents(sql, jobIds, lookupFigures(speeds)))], now);
      return true;
    });
    if (ended) void wakeLookup(engine, leadId, byPerson);
    return ended;
  }

  return {
    start,
    end,
    /** Reads what has happened for a lead so far. @throws AppError not_found */
    read: (leadId: number): Promise<PhoneLookup> => readLookup(database, deps, leadId),
    /** Starts a job. Its leads are fixed before the answer. */
    startBulk: (body: BulkLookup): Promise<Job> => startBulkLookup(deps, body),
    /** Estimates what such a job would do and cost. */
    estimate: (body: BulkLookup): Promise<LookupEstimate> => estimateBulkLookup(deps, body),
  };
}

/**
 * Writes a person's request. A second click joins the first request, which then asks for a mobile number if either does. Force joins a running forced request, or begins a new
 * round. After a forced lookup failed, a plain request continues its round: only providers that failed there are asked.
 */
async function requestNumber(
  sql: Sql,
  lead: LeadRow,
  { force, stopAt }: PhoneLookupStart,
  now: Date,
): Promise<LeadRow> {
  const open = await sql.prisma.request.findMany({ where: { leadId: lead.id, kind: 'phone_lookup', endedAt: null } });
  const joined = open.find((request) => request.jobId === null && (!force || request.force));
  if (joined !== undefined) {
    // The request is for the better number now.
    if (stopAt === 'mobile') await sql.prisma.request.update({ where: { id: joined.id }, data: { stopAt } });
    return lead;
  }
  const goesOn = !force && (await failedInRound(sql, lead));
  const round = force ? lead.phoneRound + 1 : goesOn ? lead.phoneRound : 0;
  await sql.prisma.request.create({
    data: {
      kind: 'phone_lookup',
      leadId: lead.id,
      jobId: null,
      state: 'running',
      force: force || goesOn,
      stopAt,
      round,
      costMicros: 0n,
      createdAt: now,
      startedAt: now,
    },
  });
  if (force) await sql.prisma.lead.update({ where: { id: lead.id }, data: { phoneRound: round } });
  if (lead.phoneStatus === 'queued' || lead.phoneStatus === 'asking') return lead;
  const from = [phoneStatusSchema.parse(lead.phoneStatus)];
  const row = await setPhoneStatus(sql, lead.id, { from, to: 'queued', detail: null }, now);
  await appendEvents(sql, row === null ? [] : await leadEvents(sql, [row]), now);
  return row ?? lead;
}

/** Tells whether the lead's last lookup was forced, belongs to its current round, and failed. */
async function failedInRound(sql: Sql, { id, phoneRound }: LeadRow): Promise<boolean> {
  const last = await sql.prisma.request.findFirst({
    where: { leadId: id, kind: 'phone_lookup', endedAt: { not: null } },
    orderBy: { id: 'desc' },
  });
  return last?.force === true && last.round === phoneRound && ['incomplete', 'error', 'on_hold'].includes(last.state);
}
