import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { forecast, type ProviderForecast } from '../planning/forecast.ts';
import type { CostRules } from '../planning/leadCosts.ts';
import { foundAnswer, notFoundAnswer, type TestLedger, testLedger } from '../../testing/testLedger.ts';
import { etaSeconds } from '../lookupFigures.ts';
import { cachedSpeeds, measuredProviders } from './speeds.ts';

describe.each(testDatabases)('measured speeds on $dialect', ({ open }) => {
  let database: TestDatabase;
  let ledger: TestLedger;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ledger = testLedger(database);
    await ledger.empty();
    await ledger.addProviders();
  });

  let answers = 0;
  /** One answer of Orion's in a mode, after a time. */
  async function answer(found: boolean, afterMs: number, mode: 'sandbox' | 'live' = 'sandbox'): Promise<void> {
    const its = testLedger(database);
    await its.inMode(mode);
    // Another person each time: an answer to the same question would be reused.
    const lead = await its.addLead({ lastName: `Lo ${(answers += 1)}` });
    await its.addPerson(lead.id);
    const line = await its.sent(lead.id);
    its.after(afterMs);
    await its.settle(line, found ? foundAnswer() : notFoundAnswer);
    await its.inMode('sandbox');
  }

  test('before any measurement there are careful defaults', async () => {
    expect(await measuredProviders(database)).toMatchObject([
      { id: 'orion', hitRate: 0.4, meanLatencyMs: 1_000, priceMicros: 100_000, ratePerSecond: 5, maxConcurrent: 3 },
      { id: 'astra', hitRate: 0.4, meanLatencyMs: 1_000 },
      { id: 'nimbus', hitRate: 0.4, meanLatencyMs: 1_000 },
    ]);
  });

  test('each answer changes them, by provider and mode', async () => {
    await answer(true, 200);
    await answer(true, 400);
    await answer(false, 600);
    await answer(true, 9_000, 'live');
    const [orion, astra] = await measuredProviders(database);
    expect(orion?.meanLatencyMs).toBeCloseTo(400, 0);
    // Three answers against the weight of twenty at 40 %.
    expect(orion?.hitRate).toBeCloseTo((2 + 8) / 23);
    expect(astra?.hitRate).toBe(0.4);
    await ledger.inMode('live');
    expect((await measuredProviders(database))[0]?.meanLatencyMs).toBeCloseTo(9_000, 0);
  });

  test('only enabled providers, in their order; possibly none', async () => {
    await database.prisma.provider.update({ where: { id: 'nimbus' }, data: { position: 0 } });
    await database.prisma.provider.update({ where: { id: 'orion' }, data: { enabled: false } });
    expect((await measuredProviders(database)).map(({ id }) => id)).toEqual(['nimbus', 'astra']);
    await database.prisma.provider.updateMany({ data: { enabled: false } });
    expect(await measuredProviders(database)).toEqual([]);
  });

  test('are cached for five seconds, a failed read is not', async () => {
    let monotonicMs = 0;
    let broken = true;
    const flaky = {
      ...database,
      get prisma() {
        if (broken) throw new Error('the database is away');
        return database.prisma;
      },
    };
    const clock = { now: ledger.now, monotonicMs: () => monotonicMs };
    const speeds = cachedSpeeds(flaky, { clock, blocks: ledger.deps.blocks });
    await expect(speeds()).rejects.toThrow('away');
    broken = false;
    const first = await speeds();
    monotonicMs = 4_000;
    expect(await speeds()).toBe(first);
    monotonicMs = 5_001;
    expect(await speeds()).not.toBe(first);
  });

  test('know what limits a provider today', async () => {
    await database.prisma.provider.update({ where: { id: 'orion' }, data: { budgetMicros: 500_000n } });
    ledger.blocks.push({ key: 'sandbox:astra', until: ledger.now(), forMs: 90_000, usedUp: [60, 60] });
    const clock = { now: ledger.now, monotonicMs: () => 0 };
    const [orion, astra] = await cachedSpeeds(database, { clock, blocks: ledger.deps.blocks })();
    expect(orion?.today).toEqual({
      ...{ waitSeconds: 0, passes: false },
      budget: { leftMicros: 500_000, perDayMicros: 500_000, secondsLeft: 14 * 3_600 },
    });
    expect(astra?.today).toMatchObject({ waitSeconds: 90, budget: null });
  });
});

describe('the remaining time', () => {
  const provider = (over: Partial<ProviderForecast>): ProviderForecast => ({
    id: 'orion',
    priceMicros: 1,
    charge: 'found',
    ratePerSecond: 5,
    windows: [],
    maxConcurrent: 3,
    hitRate: 0.5,
    mobileShare: 0.5,
    meanLatencyMs: 1_000,
    ...over,
  });

  test('is that of the slowest provider', () => {
    // Three places, a second each: 3 a second. The half that is left goes on at 1 a second. The last lead takes its path.
    const slow = provider({ id: 'nimbus', ratePerSecond: 1 });
    expect(etaSeconds('running', { waiting: 20, running: 10, found: 50 }, [provider({})])).toBe(11);
    expect(etaSeconds('running', { waiting: 20, running: 10 }, [provider({}), slow])).toBe(17);
  });

  const aDay = { waitSeconds: 0, passes: false, budget: { leftMicros: 2, perDayMicros: 5, secondsLeft: 3_600 } };
  test.each<[string, ProviderForecast[], CostRules]>([
    ['a used-up limit', [provider({ today: { waitSeconds: 600, passes: false, budget: null } })], {}],
    ['a budget of the day', [provider({ today: aDay })], {}],
    ['leads that pass', [provider({ today: { ...aDay, passes: true } }), provider({ id: 'nimbus' })], {}],
    ['only mobile numbers', [provider({}), provider({ id: 'nimbus', ratePerSecond: 1 })], { stopAt: 'mobile' }],
    ['a limit per lead', [provider({ charge: 'call' }), provider({ id: 'nimbus' })], { maxCostPerLeadMicros: 1 }],
    ['a budget that pays for no call', [provider({ priceMicros: 9, today: aDay })], {}],
  ])('is what the estimate before the start says: %s', (_what, providers, rules) => {
    const before = forecast(providers, [{ askable: providers.map(({ id }) => id), leads: 30 }], rules).etaSeconds;
    expect(etaSeconds('running', { waiting: 20, running: 10 }, providers, rules)).toBe(before && Math.ceil(before));
  });

  test('counts the wait for a used-up limit and for the budget of a later day', () => {
    const waiting = provider({ today: { waitSeconds: 600, passes: false, budget: null } });
    expect(etaSeconds('running', { waiting: 30 }, [waiting])).toBe(611);
    // 15 of 30 leads cost 1 each: 2 today, 5 on each of two full days, and the rest on the third.
    const eta = etaSeconds('running', { waiting: 30 }, [provider({ today: aDay })]) ?? 0;
    expect(eta).toBeGreaterThan(3_600 + 2 * 86_400);
    expect(eta).toBeLessThan(3_600 + 2 * 86_400 + 60);
  });

  test.each(['paused', 'on_hold', 'cancelling', 'cancelled', 'completed', 'failed'] as const)(
    'is not told of a job that is %s',
    (state) => expect(etaSeconds(state, { waiting: 5 }, [provider({})])).toBeNull(),
  );

  test('is null without providers', () => {
    expect(etaSeconds('running', { waiting: 5 }, [])).toBeNull();
    expect(etaSeconds('queued', {}, [provider({})])).toBe(0);
  });
});
