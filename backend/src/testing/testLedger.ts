import { randomUUID } from 'node:crypto';
import type { Mode } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { type LookupStep, nextStep } from '../lookups/planning/plan.ts';
import { type Ask, ReservationRefused, type Refusal, reserve, send } from '../lookups/ledger/attempts.ts';
import { settleAttempt } from '../lookups/ledger/settleAttempt.ts';
import type { FinishDeps } from '../lookups/ledger/finishLookup.ts';
import { readMode, writeMode } from '../jobs/mode.ts';
import type { LostAnswers } from '../lookups/planning/types.ts';
import { lostAnswersOf } from '../lookups/ledger/lostAnswers.ts';
import { type AttemptRow, loadSituation } from '../lookups/ledger/situation.ts';
import { parsePhone } from '../phones/phone.ts';
import type { LedgerAnswer } from '../providers/provider.ts';
import type { PermitBlocked } from '../utils/permit.ts';
import { createProviderBook } from '../providers/providerBook.ts';
import { phoneProviders } from '../providers/registry.ts';
import { ledgerRowReaders, ledgerRowWriters } from './ledgerRows.ts';

export type Answer = LedgerAnswer;

/** A number as a provider's answer holds it. */
export function foundAnswer(text = '+34612345678'): Extract<Answer, { kind: 'found' }> {
  const phone = parsePhone(text);
  if (phone.kind !== 'phone') throw new Error(`${text} is no number`);
  return { kind: 'found', phone, httpStatus: 200 };
}
export const notFoundAnswer: Answer = { kind: 'not_found', reason: null, httpStatus: 200 };
export const failedAnswer = (over: Partial<Extract<Answer, { kind: 'error' }>> = {}): Answer => ({
  kind: 'error',
  reason: { code: 'server_error', text: 'Failed (500)' },
  httpStatus: 500,
  retryable: true,
  uncertain: false,
  fault: null,
  ...over,
});
export const refusedKey = failedAnswer({
  reason: { code: 'bad_key', text: 'Refused the key (401)' },
  httpStatus: 401,
  retryable: false,
  fault: 'bad_key',
});

export const price = { orion: 100_000n, astra: 20_000n, nimbus: 50_000n };
export const leaseMs = 10_000;

/** Returns why a reservation was refused. */
async function refusal(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ReservationRefused) return error.refusal;
    throw error;
  }
  throw new Error('It was expected to be refused');
}

/** The ledger on a database of a test, without HTTP, engine or providers; its clock stands still until it is moved. */
export function testLedger(database: Database) {
  let nowMs = Date.parse('2026-05-03T10:00:00.000Z');
  const blocks: PermitBlocked[] = [];
  const now = (): Date => new Date(nowMs);
  const rows = { ...ledgerRowWriters(database, now), ...ledgerRowReaders(database) };
  const deps: FinishDeps = {
    database,
    blocks: async () => blocks,
    book: createProviderBook(phoneProviders),
    clock: { now },
    speeds: async () => [],
  };
  const tx = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => database.transaction(work);

  const inMode = async (mode: Mode): Promise<void> => void (await tx((sql) => writeMode(sql, mode)));

  const step = async (leadId: number): Promise<LookupStep> => nextStep(await loadSituation(database, deps, leadId));

  /** The call that the lookup would make next. */
  async function nextAsk(leadId: number): Promise<Ask> {
    const next = await step(leadId);
    if (next.kind !== 'ask') throw new Error(`No call is next: ${JSON.stringify(next)}`);
    const lostAnswers = await lostAnswersIn(deps, next.provider);
    const { provider, inputHash, round, step: place, of } = next;
    return {
      mode: await readMode(database),
      leadId,
      provider,
      inputHash,
      round,
      step: place,
      of,
      queuedAt: now(),
      lostAnswers,
    };
  }

  const reserveLine = (ask: Ask, fence: string = randomUUID()): Promise<AttemptRow> =>
    tx((sql) => reserve(sql, ask, { fence, leaseUntil: new Date(nowMs + leaseMs) }, now()));

  async function sendLine(ask: Ask, line: AttemptRow): Promise<boolean> {
    return (await tx((sql) => send(sql, line, ask, now()))) !== null;
  }

  /** Reserved and on the wire. */
  async function sent(leadId: number): Promise<AttemptRow> {
    const ask = await nextAsk(leadId);
    const line = await reserveLine(ask);
    if (!(await sendLine(ask, line))) throw new Error('The gate was shut');
    return line;
  }

  const settle = (line: AttemptRow, answer: Answer): Promise<AttemptRow | null> =>
    tx((sql) => settleAttempt(sql, line, answer, now()));

  return {
    deps,
    /** Who asked everybody to wait. */
    blocks,
    now,
    after: (ms: number): void => void (nowMs += ms),
    tx,
    /** Only the row: nothing else follows from it. */
    inMode,
    step,
    nextAsk,
    reserveLine,
    refusal,
    sendLine,
    sent,
    settle,
    /** The whole call that is next for a lead. */
    call: async (leadId: number, answer: Answer): Promise<AttemptRow | null> => settle(await sent(leadId), answer),
    ...rows,
    async empty(): Promise<void> {
      await inMode('sandbox');
      await deleteLedger(database);
    },
  };
}
export type TestLedger = ReturnType<typeof testLedger>;

async function deleteLedger({ prisma }: Database): Promise<void> {
  await prisma.event.deleteMany();
  await prisma.attempt.deleteMany();
  await prisma.providerDay.deleteMany();
  await prisma.request.deleteMany();
  await prisma.jobCount.deleteMany();
  await prisma.jobProvider.deleteMany();
  await prisma.jobMinute.deleteMany();
  await prisma.job.deleteMany();
  await prisma.leadChange.deleteMany();
  await prisma.lead.deleteMany();
  await prisma.provider.deleteMany();
}

async function lostAnswersIn({ database, book, clock }: FinishDeps, id: string): Promise<LostAnswers> {
  const provider = await book.find(database, id);
  if (provider === undefined) throw new Error(`There is no provider ${id}`);
  return lostAnswersOf(provider, clock.now());
}
