import type { Reason } from '@tinygenesy/contract';
import { allColumns } from '../../db/columns.ts';
import { Prisma, type Sql } from '../../db/database.ts';
import { jsonValue } from '../../db/jsonValue.ts';
import { moveCount } from '../../jobs/jobCounts.ts';
import { addToPace } from '../../jobs/jobPace.ts';
import { bookOnDays, type DayChange } from '../../providers/dayBudget.ts';
import type { LedgerAnswer } from '../../providers/provider.ts';
import { takeBack } from './attempts.ts';
import { addProviderCost, recountEndedItem } from './jobProviders.ts';
import type { AttemptRow } from './situation.ts';

/** The state of a line after an answer, and whether the answer is charged. A 429 is no attempt and is released. */
export type Settlement =
  | { state: 'settled'; outcome: 'found' | 'not_found'; charged: boolean }
  | { state: 'failed'; outcome: 'error' }
  | { state: 'uncertain'; outcome: 'error' };

/**
 * Charge rule `call`: every answer is charged. Rule `found`: only a number is charged. Either way, a call that was sent and
 * whose answer is lost or unreadable may have been charged.
 */
export function settlementOf(answer: LedgerAnswer, chargeRule: string): Settlement {
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
function costOf(answer: LedgerAnswer, settlement: Settlement, priceMicros: bigint): bigint {
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
  answer: LedgerAnswer,
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
  await bookOnDays(sql, [
    await book(sql, settled, {
      costMicros: costMicros - before.costMicros,
      reservedMicros: costMicros - before.heldMicros,
    }),
  ]);
  if (answer.kind === 'found') await countLateFind(sql, line, now);
  await recountEndedItem(sql, line.requestId);
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
    answer: LedgerAnswer;
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
async function countLateFind(sql: Sql, { requestId, jobId }: AttemptRow, now: Date): Promise<void> {
  if (requestId === null || jobId === null) return;
  const count = await sql.prisma.$executeRaw`UPDATE "Request" SET "state" = 'found'
    WHERE "id" = ${requestId} AND "state" = 'cancelled'
      AND EXISTS (SELECT 1 FROM "Job" WHERE "id" = ${jobId} AND "endedAt" IS NULL)`;
  await moveCount(sql, jobId, 'cancelled', 'found', count);
  await addToPace(sql, jobId, { found: count }, now);
}

function reasonOf(answer: LedgerAnswer): Reason | null {
  if (answer.kind === 'found') return null;
  return answer.kind === 'aborted' ? { code: 'cancelled', text: 'Cancelled while the call ran' } : answer.reason;
}

/**
 * Marks a call of a dead process as uncertain: its outcome is unknown, so it counts as spent.
 * @returns what changes on the day's books; null when the line had changed
 */
async function loseTrack(sql: Sql, line: AttemptRow, now: Date): Promise<DayChange | null> {
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
  if (count === 0) return null;
  const onDay = await book(sql, line, { costMicros: line.priceMicros, reservedMicros: 0n });
  await recountEndedItem(sql, line.requestId);
  return onDay;
}

/**
 * Books a cost on the paying job and request. The job's row comes first, in the lock order of job steering.
 * @returns what changes on the books of the line's day, which come after all jobs
 */
async function book(
  sql: Sql,
  line: Pick<AttemptRow, 'requestId' | 'jobId' | 'mode' | 'provider' | 'day'>,
  change: { costMicros: bigint; reservedMicros: bigint },
): Promise<DayChange> {
  const { costMicros, reservedMicros } = change;
  if (line.jobId !== null) {
    await sql.prisma.$executeRaw`UPDATE "Job" SET "costMicros" = "costMicros" + ${costMicros},
      "reservedMicros" = "reservedMicros" + ${reservedMicros} WHERE "id" = ${line.jobId}`;
    if (costMicros !== 0n) await addProviderCost(sql, line.jobId, line.provider, costMicros);
  }
  if (line.requestId !== null && costMicros !== 0n) {
    await sql.prisma.$executeRaw`UPDATE "Request" SET "costMicros" = "costMicros" + ${costMicros}
      WHERE "id" = ${line.requestId}`;
  }
  return { ...line, ...change };
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
  const changes: (DayChange | null)[] = [];
  for (const line of dead) {
    changes.push(line.state === 'sent' ? await loseTrack(sql, line, now) : await takeBack(sql, line, null));
  }
  await bookOnDays(sql, changes);
  return dead.length;
}
