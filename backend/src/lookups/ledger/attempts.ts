import type { Mode, Reason } from '@tinygenesy/contract';
import { allColumns } from '../../db/columns.ts';
import { Prisma, type Sql } from '../../db/database.ts';
import type { NewEvent } from '../../db/eventLog.ts';
import { instant } from '../../db/instant.ts';
import { jsonValue } from '../../db/jsonValue.ts';
import type { ProviderAnswer } from '../../providers/provider.ts';
import { noDetail } from '../../leads/noDetail.ts';
import { setPhoneStatus } from './requests.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import { moveCount } from '../../jobs/jobCounts.ts';
import { lockMode } from '../../jobs/mode.ts';
import { readLookupState } from './lookupState.ts';
import { type AttemptRow, ledgerLine, linesOf, newestOf } from './situation.ts';
import type { OpenRequest } from '../planning/types.ts';
import { askingOf, mayAsk } from '../planning/mayAsk.ts';
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
  /** The price exceeds what is left of the cap. Calls in flight may release a part of it. */
  | { kind: 'budget_held' }
  | { kind: 'over_budget'; jobIds: number[] };

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
  const { queuedAt, step: _step, of: _of, ...question } = ask;
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
  const permission = mayAsk(lines.map(ledgerLine), askingOf(requests, round));
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
  if (newest?.state === 'reserved') await refund(sql, newest.jobId, newest.priceMicros);

  const payer = await findPayer(sql, requests, provider.priceMicros);
  const line = {
    state: 'reserved',
    requestId: payer.requestId,
    jobId: payer.jobId,
    priceMicros: provider.priceMicros,
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
  return insertLine(sql, {
    ...unanswered,
    ...key,
    ...line,
    attempt,
    queuedAt,
  });
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
      "definitionVersion", "costMicros", "charge", "fence", "leaseUntil", "queuedAt")
    VALUES (${line.mode}, ${line.leadId}, ${line.provider}, ${line.inputHash}, ${line.scope}, ${line.round},
      ${line.attempt}, ${line.state}, ${line.requestId}, ${line.jobId}, ${line.retryable}, ${line.priceMicros},
      ${line.chargeRule}, ${line.definitionVersion}, ${line.costMicros}, ${line.charge}, ${line.fence}, ${instant(sql.dialect, line.leaseUntil)},
      ${instant(sql.dialect, line.queuedAt)})
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
  const count = await sql.prisma.$executeRaw`UPDATE "Attempt" SET "state" = 'sent', "sentAt" = ${now}
    WHERE "id" = ${line.id} AND "state" = 'reserved' AND "fence" = ${line.fence}`;
  if (count === 0) return null;
  const detail = { ...noDetail, provider: ask.provider, step: ask.step, of: ask.of };
  const from = ['queued', 'asking', 'on_hold'] as const;
  const asked = await setPhoneStatus(sql, line.leadId, { from, to: 'asking', detail }, now);
  return asked === null ? [] : leadEvents(sql, [asked]);
}

/** Releases a line that was never sent: refunds its price and lets its attempt number be used again. */
export async function release(sql: Sql, line: AttemptRow, reason: Reason | null): Promise<void> {
  const { count } = await sql.prisma.attempt.updateMany({
    where: { id: line.id, state: { in: ['reserved', 'sent'] }, fence: line.fence },
    data: { state: 'released', sentAt: null, reasonCode: reason?.code ?? null, reasonText: reason?.text ?? null },
  });
  if (count > 0) await refund(sql, line.jobId, line.priceMicros);
}

async function refund(sql: Sql, jobId: number | null, micros: bigint): Promise<void> {
  if (jobId === null || micros === 0n) return;
  await sql.prisma.job.updateMany({ where: { id: jobId }, data: { reservedMicros: { decrement: micros } } });
}

/** The state of a line after an answer, and whether the answer is charged. A 429 is no attempt and is released. */
export type Settlement =
  | { state: 'settled'; outcome: 'found' | 'not_found'; charged: boolean }
  | { state: 'failed'; outcome: 'error' }
  | { state: 'uncertain'; outcome: 'error' };

/**
 * Charge rule `call`: every answer is charged. Rule `found`: only a number is charged. Either way, a call that was sent and
 * whose answer is lost or unreadable may have been charged.
 */
export function settlementOf(
  answer: Exclude<ProviderAnswer, { kind: 'rate_limited' }>,
  chargeRule: string,
): Settlement {
  // A provider as data says itself what an answer costs. If it does not, the answer may cost the whole price.
  const byCall = chargeRule === 'call' || ('priceShare' in answer && answer.priceShare === null);
  switch (answer.kind) {
    case 'found':
      return { state: 'settled', outcome: 'found', charged: true };
    case 'not_found':
      return { state: 'settled', outcome: 'not_found', charged: byCall };
    case 'error':
    case 'aborted':
      return { state: answer.uncertain ? 'uncertain' : 'failed', outcome: 'error' };
  }
}

/** Returns what an answer costs: what it says itself, else by the charge rule. A part of a micro-unit counts as one. */
function costOf(
  answer: Exclude<ProviderAnswer, { kind: 'rate_limited' }>,
  settlement: Settlement,
  priceMicros: bigint,
): bigint {
  const share = 'priceShare' in answer ? answer.priceShare : undefined;
  if (share === null) return priceMicros;
  if (share !== undefined) return BigInt(Math.ceil(Number(priceMicros) * share));
  const isCharged = settlement.state === 'uncertain' || (settlement.state === 'settled' && settlement.charged);
  return isCharged ? priceMicros : 0n;
}

/**
 * Writes the answer of a call. The fence also admits an answer that arrives after its line became uncertain.
 * @returns the line, or null when another process holds it
 */
export async function settleAttempt(
  sql: Sql,
  line: AttemptRow,
  answer: Exclude<ProviderAnswer, { kind: 'rate_limited' }>,
  now: Date,
): Promise<AttemptRow | null> {
  const { priceMicros } = line;
  const settlement = settlementOf(answer, line.chargeRule);
  const costMicros = costOf(answer, settlement, priceMicros);
  const write = (from: 'sent' | 'uncertain') =>
    writeAnswer(sql, line, from, { ...settlement, answer, costMicros, at: now });

  let settled = await write('sent');
  let before = { costMicros: 0n, heldMicros: priceMicros };
  if (settled === null) {
    const [lost] = await sql.prisma.$queryRaw<Pick<AttemptRow, 'costMicros'>[]>`SELECT "costMicros" FROM "Attempt"
      WHERE "id" = ${line.id} AND "state" = 'uncertain' AND "fence" = ${line.fence}`;
    if (lost === undefined) return null;
    before = { costMicros: lost.costMicros, heldMicros: lost.costMicros };
    settled = await write('uncertain');
    if (settled === null) return null;
  }
  await book(sql, line, {
    costMicros: costMicros - before.costMicros,
    reservedMicros: costMicros - before.heldMicros,
  });
  if (answer.kind === 'found') await countLateFind(sql, line);
  return settled;
}

/** Writes the columns of an answer, only while the line is in the expected state and held by the same fence. */
async function writeAnswer(
  sql: Sql,
  line: Pick<AttemptRow, 'id' | 'fence'>,
  from: 'sent' | 'uncertain',
  settled: {
    state: string;
    outcome: string;
    answer: Exclude<ProviderAnswer, { kind: 'rate_limited' }>;
    costMicros: bigint;
    at: Date;
  },
): Promise<AttemptRow | null> {
  const { answer, costMicros, state } = settled;
  const reason = reasonOf(answer);
  const retryable = answer.kind === 'error' ? answer.retryable : answer.kind === 'aborted';
  const charge = state === 'uncertain' ? 'uncertain' : costMicros > 0n ? 'charged' : 'none';
  const phone = answer.kind === 'found' ? Prisma.sql`"phone" = ${jsonValue(sql.dialect, answer.phone)},` : Prisma.empty;
  const [row] = await sql.prisma.$queryRaw<AttemptRow[]>`UPDATE "Attempt" SET "state" = ${state},
      "outcome" = ${settled.outcome}, "reasonCode" = ${reason?.code ?? null}, "reasonText" = ${reason?.text ?? null},
      "retryable" = ${retryable}, "httpStatus" = ${answer.kind === 'aborted' ? null : answer.httpStatus},
      "phoneNumber" = ${answer.kind === 'found' ? answer.phone.e164 : null}, ${phone}
      "costMicros" = ${costMicros}, "charge" = ${charge}, "endedAt" = ${settled.at}
    WHERE "id" = ${line.id} AND "state" = ${from} AND "fence" = ${line.fence} RETURNING ${allColumns('Attempt')}`;
  return row ?? null;
}

/** Counts a paid number: an item that was cancelled during its call becomes found, until its job has ended. */
async function countLateFind(sql: Sql, { requestId, jobId }: AttemptRow): Promise<void> {
  if (requestId === null || jobId === null) return;
  const count = await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = 'found'
    WHERE "id" = ${requestId} AND "state" = 'cancelled'
      AND EXISTS (SELECT 1 FROM "Job" WHERE "id" = ${jobId} AND "endedAt" IS NULL)`;
  await moveCount(sql, jobId, 'cancelled', 'found', count);
}

function reasonOf(answer: Exclude<ProviderAnswer, { kind: 'rate_limited' }>): Reason | null {
  if (answer.kind === 'found') return null;
  return answer.kind === 'aborted' ? { code: 'cancelled', text: 'Cancelled while the call ran' } : answer.reason;
}

/** Marks a call of a dead process as uncertain: its outcome is unknown, so it counts as spent. */
async function loseTrack(sql: Sql, line: AttemptRow, now: Date): Promise<void> {
  const { count } = await sql.prisma.attempt.updateMany({
    where: { id: line.id, state: 'sent', fence: line.fence },
    data: {
      state: 'uncertain',
      outcome: 'error',
      reasonCode: 'interrupted',
      reasonText: 'No response received. The call may have been charged, so it counts as spent',
      retryable: true,
      costMicros: line.priceMicros,
      charge: 'uncertain',
      endedAt: now,
    },
  });
  if (count > 0) await book(sql, line, { costMicros: line.priceMicros, reservedMicros: 0n });
}

/** Books a cost on the paying job and request. The job's row comes first, in the lock order of job steering. */
async function book(
  sql: Sql,
  line: Pick<AttemptRow, 'requestId' | 'jobId'>,
  change: { costMicros: bigint; reservedMicros: bigint },
): Promise<void> {
  const { costMicros, reservedMicros } = change;
  if (line.jobId !== null) {
    await sql.prisma.$executeRaw`UPDATE "Job" SET "costMicros" = "costMicros" + ${costMicros},
      "reservedMicros" = "reservedMicros" + ${reservedMicros} WHERE "id" = ${line.jobId}`;
  }
  if (line.requestId !== null && costMicros !== 0n) {
    await sql.prisma.$executeRaw`UPDATE "Request" SET "costMicros" = "costMicros" + ${costMicros}
      WHERE "id" = ${line.requestId}`;
  }
}

/**
 * Ends the lines of dead processes: sent lines become uncertain, reserved lines are released.
 * @param before ends lines whose lease expired before this time
 * @returns the number of lines
 */
export async function sweepLines(sql: Sql, before: Date, now: Date): Promise<number> {
  const dead = await sql.prisma.attempt.findMany({
    where: { state: { in: ['reserved', 'sent'] }, leaseUntil: { lt: before } },
    orderBy: { jobId: 'asc' },
    take: 500,
  });
  for (const line of dead) {
    if (line.state === 'sent') await loseTrack(sql, line, now);
    else await release(sql, line, null);
  }
  return dead.length;
}
