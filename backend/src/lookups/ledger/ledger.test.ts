import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import type { Job as JobRow, Lead as LeadRow } from '../../db/generated/sqlite/client.ts';
import { expectBooksToBalance } from '../../testing/expectBooksToBalance.ts';
import {
  type Answer,
  failedAnswer,
  foundAnswer,
  leaseMs,
  notFoundAnswer,
  price,
  type TestLedger,
  testLedger,
} from '../../testing/testLedger.ts';
import { type Ask, release, ReservationRefused } from './attempts.ts';
import { sweepLines } from './settleAttempt.ts';
import { endRequests } from './endRequests.ts';
import { finishLookup } from './finishLookup.ts';
import { cancelRunningItems } from '../../jobs/jobItems.ts';
import { holdJob, settlePaidFinds } from './holdJob.ts';
import type { AttemptRow } from './situation.ts';

vi.setConfig({ testTimeout: 240_000 });

const lost = failedAnswer({ uncertain: true });
const answers: Answer[] = [foundAnswer(), notFoundAnswer, failedAnswer(), lost, { kind: 'aborted', uncertain: true }];

/** What may happen, in any order: `who` picks the lead, job or call it happens to. */
const anyStep = fc.record({
  what: fc.constantFrom(
    ...(['reserve', 'reserve', 'send', 'send', 'settle', 'settle', 'release', 'sweep', 'time'] as const),
    ...(['finish', 'pause', 'resume', 'hold', 'cancel', 'endPerson', 'endAll', 'want', 'dearer', 'byCall'] as const),
  ),
  who: fc.nat({ max: 5 }),
  answer: fc.constantFrom(...answers),
});
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

describe.each(testDatabases)('the ledger on $dialect', ({ dialect, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  test('balances after any steps in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 40 }), async (steps) => {
        const ledger = testLedger(database);
        await ledger.empty();
        await ledger.addProviders();
        await database.prisma.provider.update({ where: { id: 'orion' }, data: { budgetMicros: 4n * price.orion } });
        const leads = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
        const ids = leads.map(({ id }) => id);
        const jobs = [await ledger.addJob(ids, { maxCostMicros: 3n * price.orion }), await ledger.addJob(ids.slice(1))];
        const calls: { ask: Ask; line: AttemptRow }[] = [];
        for (const step of steps) await happen(ledger, { leads, jobs, calls }, step);
        await expectBooksToBalance(database);
      }),
      { numRuns: dialect === 'sqlite' ? 40 : 10 },
    );
  });

  async function happen(
    ledger: TestLedger,
    { leads, jobs, calls }: { leads: LeadRow[]; jobs: JobRow[]; calls: { ask: Ask; line: AttemptRow }[] },
    { what, who, answer }: Step,
  ): Promise<void> {
    const { tx } = ledger;
    const now = ledger.now();
    const leadId = leads[who % leads.length]?.id ?? 0;
    const jobId = jobs[who % jobs.length]?.id ?? 0;
    const call = calls[who % Math.max(1, calls.length)];
    switch (what) {
      case 'reserve': {
        const next = await ledger.step(leadId);
        if (next.kind !== 'ask') return;
        const ask = await ledger.nextAsk(leadId);
        const line = await ledger.reserveLine(ask).catch((error: unknown) => {
          if (error instanceof ReservationRefused) return null;
          throw error;
        });
        if (line !== null) calls.push({ ask, line });
        return;
      }
      case 'send':
        if (call !== undefined && !(await ledger.sendLine(call.ask, call.line))) {
          await tx((sql) => release(sql, call.line, null));
        }
        return;
      case 'settle':
        if (call !== undefined) await ledger.settle(call.line, answer);
        return;
      case 'release':
        if (call !== undefined) await tx((sql) => release(sql, call.line, null));
        return;
      case 'sweep':
        await tx((sql) => sweepLines(sql, now, now));
        return;
      case 'time':
        ledger.after(leaseMs / 2 + 1);
        return;
      case 'finish':
        await finishLookup(ledger.deps, leadId, now);
        return;
      case 'pause':
        await database.prisma.job.updateMany({ where: { id: jobId, state: 'running' }, data: { state: 'paused' } });
        return;
      case 'resume':
        await database.prisma.job.updateMany({
          where: { id: jobId, state: { in: ['paused', 'on_hold'] } },
          data: { state: 'running' },
        });
        return;
      case 'cancel':
        return tx(async (sql) => {
          const { count } = await sql.prisma.job.updateMany({
            where: { id: jobId, endedAt: null },
            data: { state: 'cancelling' },
          });
          if (count === 0) return;
          await settlePaidFinds(sql, jobId, now);
          await cancelRunningItems(sql, jobId, now);
        });
      case 'hold':
        await tx((sql) => holdJob(sql, jobId, { code: 'over_budget', text: 'Spending limit reached' }));
        return;
      case 'endPerson':
      case 'endAll':
        await tx((sql) => endRequests(sql, [leadId], what === 'endAll' ? 'everyone' : 'person', now));
        return;
      case 'want':
        await ledger.addPerson(leadId);
        return;
      case 'dearer':
        await database.prisma.provider.updateMany({ data: { priceMicros: { increment: 7n } } });
        return;
      case 'byCall':
        await database.prisma.provider.updateMany({ data: { charge: who % 2 === 0 ? 'call' : 'found' } });
    }
  }

  test('does not balance when a charged line is not booked', async () => {
    const ledger = testLedger(database);
    await ledger.empty();
    await ledger.addProviders();
    const lead = await ledger.addLead();
    await ledger.addJob([lead.id]);
    const line = await ledger.call(lead.id, foundAnswer());
    await expectBooksToBalance(database);
    await database.prisma.attempt.update({ where: { id: line?.id ?? 0 }, data: { costMicros: 1n } });
    await expect(expectBooksToBalance(database)).rejects.toThrow('to deeply equal');
  });
});
