import type { Mode, Reason } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import type { NewEvent } from '../../db/eventLog.ts';
import { instant } from '../../db/instant.ts';
import { noDetail } from '../../leads/noDetail.ts';
import { setPhoneStatus } from './requests.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import { lockMode } from '../../jobs/mode.ts';
import { bookOnDays, type DayChange, dayOf, reserveOnDay } from '../../providers/dayBudget.ts';
import { withinLeadLimit } from './leadLimit.ts';
import { readLookupState } from './lookupState.ts';
import { type AttemptRow, plannedLines, linesOf, newestOf } from './situation.ts';
import type { LostAnswers, OpenRequest } from '../planning/types.ts';
import { untestedCall } from './untested.ts';
import { askingOf, mayAsk, repeatIsFree } from '../planning/mayAsk.ts';
import { knownElsewhere } from './reuseAnswer.ts';

/** A planned call: the question, and its position in the waterfall. */
export interface Ask {
  mode: Mode;
  leadId: number;
  provider: string;
  inputHash: string;
  round: number;
  step: number;
  of: number;
  /** Start of the wait for a worker. */
  queuedAt: Date;
  /** What may follow a lost answer of this provider. */
  lostAnswers: LostAnswers;
  /** The requests that may pay; by default any active one. */
  requestIds?: readonly number[] | undefined;
}

export type Refusal =
  /** The mode was switched since the call was planned. */
  | { kind: 'other_mode' }
  /** No request is active. */
  | { kind: 'no_request' }
  /** The lead's round changed since the call was planned. */
  | { kind: 'outdated' }
  /** Another call would not help, or might be charged again. */
  | { kind: 'exhausted' }
  /** The ledger has an answer. */
  | { kind: 'answered' }
  /** Another lead has the answer to the same question. */
  | { kind: 'known' }
  /** The same question about another lead is under way. */
  | { kind: 'asked_elsewhere' }
  /** Another process makes this call, or was killed during it; its lease ends at `until`. */
  | { kind: 'held'; until: Date }
  /** The price exceeds what is left, of a cap, a budget, or calls without a test run. Calls in flight may release some. */
  | { kind: 'budget_held' }
  | { kind: 'over_budget'; jobIds: number[] }
  /** The provider's budget for today is used up. */
  | { kind: 'day_used_up' }
  /** The provider was called for as many leads as it may be before a test run. */
  | { kind: 'not_tested' };

/** Thrown in the permit's transaction, so that the permit is not consumed. */
export class ReservationRefused extends Error {
  override readonly name = 'ReservationRefused';

  constructor(readonly refusal: Refusal) {
    super(`No call: ${refusal.kind}`);
  }
}

/**
 * Writes the ledger line of a call that has its permit, and reserves its price on the payer's cap.
 * The payer is the oldest active request that can pay.
 * @throws ReservationRefused
 */
export async function reserve(
  sql: Sql,
  ask: Ask,
  permit: { fence: string; leaseUntil: Date },
  now: Date,
): Promise<AttemptRow> {
  const { queuedAt, step: _step, of: _of, lostAnswers, requestIds: _payers, ...question } = ask;
  const key = { ...question, scope: 'lookup' as const };
  await lockMode(sql);
  // Calls about one lead run in turn.
  await lockLeads(sql, [ask.leadId]);
  const { mode, lead, requests, provider } = await readLookupState(sql, ask);
  if (mode !== ask.mode) throw new ReservationRefused({ kind: 'other_mode' });
  if (lead === null || provider === null) throw new ReservationRefused({ kind: 'no_request' });
  const round = lead.phoneRound;
  if (round !== ask.round) throw new ReservationRefused({ kind: 'outdated' });
  const lines = await linesOf(sql, ask);
  const planned = plannedLines(lines, () => provider.freedAt);
  const permission = mayAsk(planned, askingOf(requests, round), lostAnswers);
  if (permission.kind !== 'may_ask') throw new ReservationRefused({ kind: permission.kind });
  const newest = newestOf(lines, key);
  // A `sent` line with an expired lease is swept first: it counts as a try.
  if (newest?.state === 'sent' || (newest?.state === 'reserved' && newest.leaseUntil > now)) {
    throw new ReservationRefused({ kind: 'held', until: newest.leaseUntil });
  }
  const elsewhere = await knownElsewhere(sql, ask, requests, now);
  if (elsewhere !== null) {
    throw new ReservationRefused({ kind: elsewhere === 'answer' ? 'known' : 'asked_elsewhere' });
  }
  if (newest?.state === 'reserved') await refundJob(sql, newest);

  // The lost call counts as spent already, and the provider charges the same question once.
  const isFree = planned.some((line) => repeatIsFree(line, lostAnswers));
  const priceMicros = isFree ? 0n : provider.priceMicros;
  const payers = await withinLeadLimit(sql, ask, requests, { price: priceMicros, besides: newest?.id });
  if (payers.heldUntil !== null) throw new ReservationRefused({ kind: 'held', until: payers.heldUntil });
  const payer = await findPayer(sql, payers.requests, priceMicros);
  // After all jobs, in the order of locks.
  if (newest?.state === 'reserved') await bookOnDays(sql, [refundOnDay(newest)]);
  const day = dayOf(now);
  const onDay = await reserveOnDay(sql, { ...ask, day }, priceMicros, provider.budgetMicros);
  if (onDay !== 'reserved') {
    throw new ReservationRefused({ kind: onDay === 'held' ? 'budget_held' : 'day_used_up' });
  }
  const untested = await untestedCall(sql, ask, provider);
  if (untested !== 'may_call') {
    throw new ReservationRefused({ kind: untested === 'wait' ? 'budget_held' : 'not_tested' });
  }
  const line = {
    state: 'reserved',
    requestId: payer.requestId,
    jobId: payer.jobId,
    priceMicros,
    day,
    chargeRule: provider.charge,
    definitionVersion: provider.definitionVersion,
    fence: permit.fence,
    leaseUntil: permit.leaseUntil,
  };
  if (newest?.state === 'released' || newest?.state === 'reserved') {
    const [taken] = await sql.prisma.attempt.updateManyAndReturn({
      where: { id: newest.id, state: newest.state, fence: newest.fence },
      data: { ...line, queuedAt },
    });
    if (taken === undefined) throw new ReservationRefused({ kind: 'held', until: permit.leaseUntil });
    return taken;
  }
  const attempt = (newest?.attempt ?? 0) + 1;
  return insertLine(sql, { ...unanswered, ...key, ...line, attempt, queuedAt });
}

/** The columns of a line that the call and its answer fill. */
const unanswered = {
  sentAt: null,
  outcome: null,
  reasonCode: null,
  reasonText: null,
  retryable: false,
  httpStatus: null,
  phoneNumber: null,
  phone: null,
  knownAt: null,
  costMicros: 0n,
  charge: 'none',
  endedAt: null,
};

/** Inserts a line without an answer. */
async function insertLine(
  sql: Sql,
  line: Omit<AttemptRow, 'id' | 'queuedAt'> & { queuedAt: Date },
): Promise<AttemptRow> {
  const rows = await sql.prisma.$queryRaw<
    { id: number | bigint }[]
  >`INSERT INTO "Attempt" ("mode", "leadId", "provider",
      "inputHash", "scope", "round", "attempt", "state", "requestId", "jobId", "retryable", "priceMicros", "chargeRule",
      "day", "definitionVersion", "costMicros", "charge", "fence", "leaseUntil", "queuedAt")
    VALUES (${line.mode}, ${line.leadId}, ${line.provider}, ${line.inputHash}, ${line.scope}, ${line.round},
      ${line.attempt}, ${line.state}, ${line.requestId}, ${line.jobId}, ${line.retryable}, ${line.priceMicros},
      ${line.chargeRule}, ${line.day}, ${line.definitionVersion}, ${line.costMicros}, ${line.charge}, ${line.fence},
      ${instant(sql.dialect, line.leaseUntil)}, ${instant(sql.dialect, line.queuedAt)})
    RETURNING "id"`;
  const [row] = rows;
  if (row === undefined) throw new Error('The insert of a ledger line returned no row');
  return { ...line, id: Number(row.id) };
}

async function findPayer(
  sql: Sql,
  requests: readonly OpenRequest[],
  priceMicros: bigint,
): Promise<{ requestId: number; jobId: number | null }> {
  const active = requests.filter((request) => request.isActive);
  const overBudget: number[] = [];
  let mayComeBack = false;
  for (const request of active) {
    if (request.jobId === null) return { requestId: request.id, jobId: null };
    // Without the lock, a refund between the two statements would count as spent.
    if (sql.dialect === 'postgres')
      await sql.prisma.$queryRaw`SELECT 1 FROM "Job" WHERE "id" = ${request.jobId} FOR UPDATE`;
    const reserved = await sql.prisma.$executeRaw`UPDATE "Job" SET "reservedMicros" = "reservedMicros" + ${priceMicros}
      WHERE "id" = ${request.jobId} AND "state" IN ('queued', 'running')
        AND ("maxCostMicros" IS NULL OR "reservedMicros" + ${priceMicros} <= "maxCostMicros")`;
    if (reserved > 0) return { requestId: request.id, jobId: request.jobId };
    const job = await sql.prisma.job.findUniqueOrThrow({ where: { id: request.jobId } });
    if (job.state !== 'queued' && job.state !== 'running') continue;
    overBudget.push(job.id);
    mayComeBack ||= job.reservedMicros > job.costMicros;
  }
  if (overBudget.length === 0) throw new ReservationRefused({ kind: 'no_request' });
  throw new ReservationRefused(mayComeBack ? { kind: 'budget_held' } : { kind: 'over_budget', jobIds: overBudget });
}

/**
 * Marks the line as `sent`, right before the request is written. Checks once more that the mode is on, the payer's
 * request is active, the lead exists and may be looked up, and the provider is on. Shows "asking …" in the same
 * transaction.
 * @returns the events to write, or null when the call must not be made (the caller releases the line)
 */
export async function send(sql: Sql, line: AttemptRow, ask: Ask, now: Date): Promise<NewEvent[] | null> {
  await lockMode(sql);
  await lockLeads(sql, [line.leadId]);
  if (sql.dialect === 'postgres') {
    // A later pause or cancel waits for this commit; an earlier one is read below.
    await sql.prisma.$queryRaw`SELECT 1 FROM "Job" WHERE "id" = ${line.jobId} FOR SHARE`;
    await sql.prisma.$queryRaw`SELECT 1 FROM "Request" WHERE "id" = ${line.requestId} FOR SHARE`;
  }
  const { mode, lead, isSuppressed, requests, provider } = await readLookupState(sql, ask);
  const payer = requests.find((request) => request.id === line.requestId);
  if (mode !== ask.mode || lead?.doNotContact !== false || isSuppressed || payer?.isActive !== true) return null;
  if (provider?.enabled !== true || provider.unusableCode !== null) return null;
  const day = dayOf(now);
  if (line.day !== null && line.day !== day && !(await moveToDay(sql, line, day, provider.budgetMicros))) return null;
  const count = await sql.prisma.$executeRaw`UPDATE "Attempt" SET "state" = 'sent', "sentAt" = ${now}, "day" = ${day}
    WHERE "id" = ${line.id} AND "state" = 'reserved' AND "fence" = ${line.fence}`;
  if (count === 0) return null;
  const detail = { ...noDetail, provider: ask.provider, step: ask.step, of: ask.of };
  const from = ['queued', 'asking', 'on_hold'] as const;
  const asked = await setPhoneStatus(sql, line.leadId, { from, to: 'asking', detail }, now);
  return asked === null ? [] : leadEvents(sql, [asked]);
}

/**
 * Moves the reservation of a call that is sent after midnight to the day on which it is sent.
 * @returns false when that day's budget is used up, or another process has the line
 */
async function moveToDay(sql: Sql, line: AttemptRow, day: string, budgetMicros: bigint | null): Promise<boolean> {
  const { count } = await sql.prisma.attempt.updateMany({
    where: { id: line.id, state: 'reserved', fence: line.fence },
    data: { state: 'reserved' },
  });
  if (count === 0) return false;
  if ((await reserveOnDay(sql, { ...line, day }, line.priceMicros, budgetMicros)) !== 'reserved') return false;
  await bookOnDays(sql, [refundOnDay(line)]);
  return true;
}

/** Releases a line that was never sent: refunds its price and lets its attempt number be used again. */
export async function release(sql: Sql, line: AttemptRow, reason: Reason | null): Promise<void> {
  await bookOnDays(sql, [await takeBack(sql, line, reason)]);
}

/**
 * Releases a line as `release` does, except on the books of its day: they come after all jobs.
 * @returns what changes there; null when the line had changed
 */
export async function takeBack(sql: Sql, line: AttemptRow, reason: Reason | null): Promise<DayChange | null> {
  const [released] = await sql.prisma.attempt.updateManyAndReturn({
    where: { id: line.id, state: { in: ['reserved', 'sent'] }, fence: line.fence },
    data: { state: 'released', sentAt: null, reasonCode: reason?.code ?? null, reasonText: reason?.text ?? null },
  });
  if (released === undefined) return null;
  await refundJob(sql, released);
  return refundOnDay(released);
}

async function refundJob(sql: Sql, { jobId, priceMicros }: AttemptRow): Promise<void> {
  if (jobId === null || priceMicros === 0n) return;
  await sql.prisma.job.updateMany({ where: { id: jobId }, data: { reservedMicros: { decrement: priceMicros } } });
}

const refundOnDay = (line: AttemptRow): DayChange => ({ ...line, costMicros: 0n, reservedMicros: -line.priceMicros });
