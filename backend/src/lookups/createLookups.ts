import {
  type Attempt,
  attemptOutcomeSchema,
  type BulkLookup,
  chargeStateSchema,
  type Job,
  type LookupEstimate,
  modeSchema,
  type PhoneLookup,
  type PhoneStatus,
  phoneStatusSchema,
} from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import { jobEvents } from '../jobs/jobEvents.ts';
import { shareMode } from '../jobs/mode.ts';
import { setPhoneStatus } from './ledger/requests.ts';
import { leadEvent } from '../leads/leadEvent.ts';
import { endRequests } from './ledger/endRequests.ts';
import { type AttemptRow, hasPhone, type LeadRow, loadSituation } from './ledger/situation.ts';
import { AppError } from '../platform/errors.ts';
import { type BulkLookupDeps, estimateBulkLookup, startBulkLookup } from './bulkLookups.ts';
import { lookupWorkflowId, personWish, wakeLookup } from './wakeLookup.ts';
import { lookupFigures } from './lookupFigures.ts';

export type Lookups = ReturnType<typeof createLookups>;

export interface StartedLookup {
  started: boolean;
  leadId: number;
  workflowId: string;
  phoneStatus: PhoneStatus;
  phoneNumber: string | null;
}

/** Phone lookups as people ask for them: rows first, then a wake that nobody waits for. */
export function createLookups(deps: BulkLookupDeps) {
  const { database, clock, engine } = deps;

  /**
   * A person wants the number of a lead.
   * @returns `started: false` when the lead has a number of this mode and `force` was not said
   * @throws AppError not_found; conflict for a lead marked do-not-contact
   */
  async function start(leadId: number, { force }: { force: boolean }): Promise<StartedLookup> {
    const now = clock.now();
    const { started, row } = await database.transaction(async (sql) => {
      // A switch that comes now ends this wish, too; one that came before is seen.
      const mode = await shareMode(sql);
      const lead = await lockLead(sql, leadId);
      if (lead.doNotContact)
        throw new AppError('conflict', 'This lead is marked do-not-contact, so it is not looked up.');
      if (!force && hasPhone(lead, mode)) return { started: false, row: lead };
      return { started: true, row: await want(sql, lead, force, now) };
    });
    if (started) void wakeLookup(engine, leadId, personWish);
    return {
      started,
      leadId,
      workflowId: lookupWorkflowId(leadId),
      phoneStatus: phoneStatusSchema.parse(row.phoneStatus),
      phoneNumber: row.phoneNumber,
    };
  }

  /**
   * The person's request ends, or with `everyone` all open requests of the lead.
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
    if (ended) void wakeLookup(engine, leadId, personWish);
    return ended;
  }

  /** What has happened for a lead so far. @throws AppError not_found */
  async function read(leadId: number): Promise<PhoneLookup> {
    const { row, providers, attempts, requests } = await loadSituation(database, deps, leadId);
    if (row === null) throw leadNotFound(leadId);
    // What never reached the wire is of interest while it waits.
    const shown = attempts.filter(({ state }) => state !== 'released' || row.phoneStatus === 'queued');
    // A test call says nothing of a lookup, but for its answer.
    const told = shown.filter(({ scope, state }) => scope === 'lookup' || state === 'settled');
    const acceptedRound = Math.max(0, ...requests.filter(({ force }) => force).map(({ round }) => round));
    return {
      status: phoneStatusSchema.parse(row.phoneStatus),
      providers: providers.map(({ id, question }) => ({
        provider: id,
        state:
          question.kind === 'missing'
            ? 'skipped'
            : askState(
                told.filter(
                  ({ provider, inputHash, round }) =>
                    provider === id && inputHash === question.inputHash && round >= acceptedRound,
                ),
              ),
      })),
      attempts: shown.map(presentAttempt),
    };
  }

  return {
    start,
    end,
    read,
    /** A bulk lookup becomes a job; which leads belong to it is fixed before the answer. */
    startBulk: (body: BulkLookup): Promise<Job> => startBulkLookup(deps, body),
    /** What such a job would do and cost. */
    estimate: (body: BulkLookup): Promise<LookupEstimate> => estimateBulkLookup(deps, body),
  };
}

async function lockLead(sql: Sql, leadId: number): Promise<LeadRow> {
  if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT 1 FROM "Lead" WHERE "id" = ${leadId} FOR UPDATE`;
  const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
  if (lead === null) throw leadNotFound(leadId);
  return lead;
}

const leadNotFound = (leadId: number): AppError => new AppError('not_found', `There is no lead ${leadId}.`);

/**
 * A person's request: a second click joins the first; force joins a running forced one, else begins a new round. After a
 * forced lookup that failed, a plain one goes on in its round: who failed there is asked again, who answered is not.
 */
async function want(sql: Sql, lead: LeadRow, force: boolean, now: Date): Promise<LeadRow> {
  const open = await sql.prisma.request.findMany({ where: { leadId: lead.id, kind: 'phone_lookup', endedAt: null } });
  const joins = open.some((request) => request.jobId === null && (!force || request.force));
  if (joins) return lead;
  const goesOn = !force && (await failedInRound(sql, lead));
  const round = force ? lead.phoneRound + 1 : goesOn ? lead.phoneRound : 0;
  await sql.prisma.request.create({
    data: {
      kind: 'phone_lookup',
      leadId: lead.id,
      jobId: null,
      state: 'running',
      force: force || goesOn,
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
  const events: NewEvent[] = row === null ? [] : [leadEvent(row)];
  await appendEvents(sql, events, now);
  return row ?? lead;
}

/** The last lookup of a lead was a forced one of its round of now, and failed. */
async function failedInRound(sql: Sql, { id, phoneRound }: LeadRow): Promise<boolean> {
  const last = await sql.prisma.request.findFirst({
    where: { leadId: id, kind: 'phone_lookup', endedAt: { not: null } },
    orderBy: { id: 'desc' },
  });
  return last?.force === true && last.round === phoneRound && ['incomplete', 'error', 'on_hold'].includes(last.state);
}

type AskState = PhoneLookup['providers'][number]['state'];

/** What the last call with the question of today came to. */
function askState(lines: readonly AttemptRow[]): AskState {
  const last = lines.at(-1);
  switch (last?.state) {
    case undefined:
      return 'not_asked';
    case 'reserved':
    case 'released':
      return 'waiting';
    case 'sent':
      return 'asking';
    case 'settled':
      return last.outcome === 'found' ? 'found' : 'not_found';
    default:
      return 'error';
  }
}

/** A line of the ledger as it goes over the wire. */
export function presentAttempt(line: AttemptRow): Attempt {
  return {
    provider: line.provider,
    attempt: line.attempt,
    outcome: attemptOutcomeSchema.nullable().parse(line.outcome),
    reason: line.reasonCode === null ? null : { code: line.reasonCode, text: line.reasonText ?? line.reasonCode },
    queuedAt: line.queuedAt.toISOString(),
    startedAt: line.sentAt?.toISOString() ?? null,
    endedAt: line.endedAt?.toISOString() ?? null,
    httpStatus: line.httpStatus,
    phoneNumber: line.phoneNumber,
    costMicros: Number(line.costMicros),
    charge: chargeStateSchema.parse(line.charge),
    mode: modeSchema.parse(line.mode),
    round: line.round,
  };
}
