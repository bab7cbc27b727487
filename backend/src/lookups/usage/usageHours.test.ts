import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { readProviderStats } from './stats.ts';
import { writeUsageHours } from './usageHours.ts';

const hourMs = 3_600_000;
const now = new Date('2026-05-03T12:30:00.000Z');
const going = new AbortController().signal;

describe.each(testDatabases)('calls per hour on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    const { prisma } = database;
    await prisma.attempt.deleteMany();
    await prisma.usageHour.deleteMany();
    await prisma.setting.deleteMany();
    await prisma.provider.deleteMany();
    await prisma.provider.create({
      data: {
        ...{ id: 'orion', name: 'Orion', position: 1, enabled: true, ratePerSecond: 5, maxConcurrent: 3 },
        ...{ timeoutMs: 1_000, priceMicros: 1n, charge: 'found', faultsInRow: 0 },
      },
    });
  });

  const line = (index: number, agoMs: number, over: object = {}) => {
    const sentAt = new Date(now.getTime() - agoMs);
    const outcome = ['found', 'not_found', 'error'][index % 3] ?? null;
    return {
      ...{
        mode: 'sandbox',
        leadId: index + 1,
        provider: 'orion',
        inputHash: 'x',
        scope: 'lookup',
        round: 0,
        attempt: 1,
      },
      ...{ state: outcome === 'error' ? 'failed' : 'settled', outcome, retryable: false, fence: 'f' },
      reasonCode: outcome === 'error' ? `code${index % 2}` : null,
      reasonText: outcome === 'error' ? `Text ${index % 2}` : null,
      ...{ priceMicros: 1n, chargeRule: 'found', costMicros: BigInt(index), charge: 'charged' },
      ...{ leaseUntil: now, queuedAt: sentAt, sentAt, endedAt: new Date(sentAt.getTime() + 100 + index) },
      ...over,
    };
  };
  /** 300 calls over 50 hours, at uneven times. */
  const calls = () => Array.from({ length: 300 }, (_, index) => line(index, ((index * 997) % 3_000) * 60_000 + index));
  const stats = (from: Date, mode: 'sandbox' | 'live' = 'sandbox') =>
    readProviderStats(database, { provider: 'orion', mode, from, now });
  const days = (count: number) => new Date(now.getTime() - count * 24 * hourMs);

  test('statistics are the same before and after, whatever the begin of the span', async () => {
    await database.prisma.attempt.createMany({ data: calls() });
    await database.prisma.attempt.createMany({ data: [line(1, 5 * hourMs, { mode: 'live', leadId: 999 })] });
    // On the hour, within one, without written hours at an end, in the other mode.
    const spans = [days(7), days(30), days(1.03), new Date(now.getTime() - 20.51 * hourMs)];
    const read = async () => [...(await Promise.all(spans.map((from) => stats(from)))), await stats(days(7), 'live')];
    const before = await read();
    await writeUsageHours(database, now, going);
    expect(await database.prisma.usageHour.count()).toBeGreaterThan(50);
    const after = await read();
    const sums = ({ overTime, ...figures }: (typeof before)[number]) => ({
      ...figures,
      found: overTime.reduce((total, { found }) => total + found, 0),
    });
    expect(after.map(sums)).toEqual(before.map(sums));
    // A repeat finds nothing to do.
    const written = await database.prisma.usageHour.count();
    await writeUsageHours(database, now, going);
    expect(await database.prisma.usageHour.count()).toBe(written);
    expect((await read()).map(sums)).toEqual(before.map(sums));
  });

  test('written hours are read instead of their calls', async () => {
    await database.prisma.attempt.createMany({ data: calls() });
    const { calls: total, errors, costMicros } = await stats(days(7));
    await writeUsageHours(database, now, going);
    const lastWritten = new Date('2026-05-03T11:00:00.000Z');
    await database.prisma.attempt.deleteMany({ where: { sentAt: { lt: lastWritten } } });
    expect(await stats(days(7))).toMatchObject({ calls: total, errors, costMicros });
  });

  test('an hour waits until its calls have ended, and keeps later hours waiting', async () => {
    const sent = { state: 'sent', outcome: null, endedAt: null };
    await database.prisma.attempt.createMany({
      data: [line(0, 9 * hourMs), line(1, 8 * hourMs, sent), line(2, 7 * hourMs), line(3, 20 * 60_000)],
    });
    await writeUsageHours(database, now, going);
    expect(await database.prisma.usageHour.count()).toBe(1);
    await database.prisma.attempt.updateMany({ where: { state: 'sent' }, data: { state: 'failed', outcome: 'error' } });
    await writeUsageHours(database, now, going);
    expect(await database.prisma.usageHour.count()).toBe(3);
    expect((await stats(days(7))).calls).toBe(4);
  });

  test('a find is unique where others were asked and had none, and unknown where none was', async () => {
    const by = (provider: string, leadId: number, outcome: string, over: object = {}) =>
      line(leadId, hourMs, { provider, leadId, outcome, state: outcome === 'error' ? 'failed' : 'settled', ...over });
    await database.prisma.attempt.createMany({
      data: [
        ...[1, 2, 3, 4, 5].map((leadId) => by('orion', leadId, 'found')),
        by('orion', 1, 'found', { attempt: 2 }),
        by('astra', 1, 'not_found'),
        ...[by('astra', 2, 'not_found'), by('nimbus', 2, 'found')],
        by('astra', 3, 'error'),
        by('astra', 4, 'not_found', { mode: 'live' }),
        by('astra', 5, 'not_found', { sentAt: null, knownAt: now }),
        ...[by('orion', 6, 'not_found'), by('astra', 6, 'found')],
      ],
    });
    expect((await stats(days(7))).uniqueFinds).toEqual({ unique: 2, shared: 1, notCompared: 2 });
    expect((await stats(days(7), 'live')).uniqueFinds).toEqual({ unique: 0, shared: 0, notCompared: 0 });
  });
});
