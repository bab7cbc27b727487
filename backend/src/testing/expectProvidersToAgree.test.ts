import type { Lead } from '@tinygenesy/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { orion } from '../providers/orion/orion.ts';
import { sandboxTarget } from '../providers/registry.ts';
import { startTestApp, type TestApp } from './startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const disagreement = 'questions of which the ledger and the provider tell different things';

let app: TestApp;
let lead: Lead;
beforeEach(async () => {
  app = await startTestApp({ sandbox: { orion: { hitRate: 1 }, astra: { hitRate: 0 }, nimbus: { hitRate: 0 } } });
  lead = await app.addLead();
});
afterEach(() => app.close());

async function lookUp(): Promise<void> {
  await app.find(lead);
  await app.leadIn(lead.id, 'found', 'no_data');
  await app.expectBooksToBalance();
}

/** Calls Orion again without the ledger's checks. */
async function askOrionAgain(): Promise<void> {
  const question = orion.input(lead);
  if (!question.ok) throw new Error('no question');
  await orion.ask(question.input, { ...sandboxTarget(orion, app.sandbox.url), signal: AbortSignal.timeout(20_000) });
}

test('a charge that the ledger booked as free is detected, although its own sums are right', async () => {
  await lookUp();
  await app.database.prisma.attempt.updateMany({
    where: { leadId: lead.id },
    data: { charge: 'none', costMicros: 0n },
  });
  await app.database.prisma.request.updateMany({ where: { leadId: lead.id }, data: { costMicros: 0n } });
  await app.database.prisma.providerDay.updateMany({ data: { costMicros: 0n, reservedMicros: 0n } });
  await expect(app.expectBooksToBalance()).rejects.toThrow(disagreement);
});

test('a booked charge that the provider did not make is detected', async () => {
  app.sandbox.setFlags({ orion: { hitRate: 0 } });
  await lookUp();
  await app.database.prisma.attempt.updateMany({
    where: { leadId: lead.id, provider: 'orion' },
    data: { charge: 'charged' },
  });
  await expect(app.expectBooksToBalance()).rejects.toThrow(disagreement);
});

test('a repeated call is detected, even after the sandbox deleted the first', async () => {
  app.sandbox.setFlags({ orion: { hitRate: 0 } });
  await lookUp();
  app.sandbox.reset();
  app.sandbox.setFlags({ orion: { hitRate: 0 } });
  await askOrionAgain();
  await expect(app.expectBooksToBalance()).rejects.toThrow(disagreement);
});

test('a second answer in the same round fails even if it has a ledger line', async () => {
  app.sandbox.setFlags({ orion: { hitRate: 0 } });
  await lookUp();
  await askOrionAgain();
  const first = await app.database.prisma.attempt.findFirstOrThrow({ where: { leadId: lead.id, provider: 'orion' } });
  const { id: _id, phone: _phone, ...line } = first;
  await app.database.prisma.attempt.create({ data: { ...line, attempt: 2 } });
  await expect(app.expectBooksToBalance()).rejects.toThrow('answers to one question in a round');
  await app.database.prisma.attempt.updateMany({ where: { leadId: lead.id, attempt: 2 }, data: { round: 2 } });
  await app.expectBooksToBalance();
});
