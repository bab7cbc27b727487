import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  callsPerSecond,
  forecast,
  secondsFor,
  type LeadGroup,
  type ProviderForecast,
  type ProviderToday,
} from './forecast.ts';

const provider = (id: string, over: Partial<ProviderForecast> = {}): ProviderForecast => ({
  id,
  priceMicros: 100_000,
  charge: 'found',
  ratePerSecond: 5,
  windows: [],
  maxConcurrent: 5,
  hitRate: 0.5,
  mobileShare: 0.5,
  meanLatencyMs: 1_000,
  ...over,
});
const orion = provider('orion');
const astra = provider('astra', { priceMicros: 20_000, hitRate: 0.25, ratePerSecond: 10, meanLatencyMs: 100 });
const group = (leads: number, ...askable: string[]): LeadGroup => ({ leads, askable });

describe('cost', () => {
  test('found-only providers: min is 0, expected uses match rates, max is the highest price', () => {
    expect(forecast([orion, astra], [group(100, 'orion', 'astra')])).toMatchObject({
      leastMicros: 0,
      expectedMicros: 100 * (0.5 * 100_000 + 0.5 * 0.25 * 20_000),
      mostMicros: 100 * 100_000,
    });
  });

  test('a provider that charges by call costs for every lead that reaches it', () => {
    const byCall = provider('orion', { charge: 'call' });
    expect(forecast([byCall, astra], [group(10, 'orion', 'astra')])).toMatchObject({
      leastMicros: 10 * 100_000,
      expectedMicros: 10 * (100_000 + 0.5 * 0.25 * 20_000),
      mostMicros: 10 * 120_000,
    });
  });

  test('min is a cheap match instead of the calls after a miss', () => {
    const cheap = provider('orion', { priceMicros: 1_000 });
    const byCall = provider('astra', { charge: 'call', priceMicros: 50_000 });
    expect(forecast([cheap, byCall], [group(1, 'orion', 'astra')]).leastMicros).toBe(1_000);
  });

  test('only providers that can be asked about a lead cost', () => {
    expect(forecast([orion, astra], [group(4, 'astra')])).toMatchObject({
      expectedMicros: 4 * 0.25 * 20_000,
      mostMicros: 4 * 20_000,
    });
    expect(forecast([orion, astra], [group(4)])).toMatchObject({ expectedMicros: 0, mostMicros: 0 });
  });

  test('the order of the waterfall decides the number of leads for later providers', () => {
    const first = forecast([orion, astra], [group(8, 'orion', 'astra')]).expectedMicros;
    const second = forecast([astra, orion], [group(8, 'orion', 'astra')]).expectedMicros;
    expect(first).toBe(8 * 52_500);
    expect(second).toBe(8 * (5_000 + 0.75 * 50_000));
  });

  test('groups of leads are summed', () => {
    const both = forecast([orion, astra], [group(3, 'orion'), group(2, 'astra')]);
    expect(both.mostMicros).toBe(3 * 100_000 + 2 * 20_000);
  });
});

describe('what is expected at each provider', () => {
  test('the leads that reach it, its matches, its cost and what is left, in the order of the waterfall', () => {
    const byCall = provider('nimbus', { charge: 'call', hitRate: 0.2, priceMicros: 10_000 });
    const { steps } = forecast([orion, astra, byCall], [group(80, 'orion', 'astra', 'nimbus'), group(20, 'astra')]);
    expect(steps).toEqual([
      { provider: 'orion', leads: 80, found: 40, costMicros: 4_000_000, left: 60 },
      // 40 that Orion missed, and 20 that it can't be asked about.
      { provider: 'astra', leads: 60, found: 15, costMicros: 300_000, left: 45 },
      { provider: 'nimbus', leads: 30, found: 6, costMicros: 300_000, left: 39 },
    ]);
  });

  test('a provider that no lead can be sent to expects nothing', () => {
    expect(forecast([orion, astra], [group(4, 'astra')]).steps[0]).toEqual({
      ...{ provider: 'orion', leads: 0, found: 0, costMicros: 0, left: 4 },
    });
  });

  test('with mobile numbers only, a landline is paid, but its lead is left', () => {
    expect(forecast([orion], [group(100, 'orion')], { stopAt: 'mobile' }).steps).toEqual([
      { provider: 'orion', leads: 100, found: 25, costMicros: 5_000_000, left: 75 },
    ]);
  });

  test('any waterfall: found and left add up to the leads, and the costs to the expected cost', () => {
    const rates = fc.double({ min: 0, max: 1, noNaN: true });
    const chain = fc.array(fc.record({ hitRate: rates, charge: fc.constantFrom('call' as const, 'found' as const) }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(chain, fc.nat({ max: 1_000_000 }), (parts, leads) => {
        const providers = parts.map((part, index) => provider(`p${index}`, part));
        const ahead = forecast(providers, [group(leads, ...providers.map(({ id }) => id))]);
        let left = leads;
        for (const step of ahead.steps) {
          expect(step.found).toBeGreaterThanOrEqual(0);
          expect(step.leads).toBeGreaterThanOrEqual(step.found);
          expect(step.leads).toBeLessThanOrEqual(leads);
          expect(step.left).toBe(left - step.found);
          left = step.left;
        }
        const sum = ahead.steps.reduce((total, { costMicros }) => total + costMicros, 0);
        expect(Math.abs(sum - ahead.expectedMicros)).toBeLessThanOrEqual(providers.length);
      }),
    );
  });
});

describe('only a mobile number ends the lookup', () => {
  const both = group(100, 'orion', 'astra');
  const mobile = { stopAt: 'mobile' } as const;

  test('a paid landline adds the calls after it; max is that of a landline from each provider', () => {
    expect(forecast([orion, astra], [both], mobile)).toMatchObject({
      leastMicros: 0,
      // Half of Orion's numbers are mobile: three quarters of the leads go on.
      expectedMicros: 100 * (0.5 * 100_000 + 0.75 * 0.25 * 20_000),
      mostMicros: 100 * 120_000,
    });
  });

  test('costs at least as much, and takes at least as long', () => {
    const any = forecast([orion, astra], [both]);
    const rule = forecast([orion, { ...astra, ratePerSecond: 1 }], [both], mobile);
    expect(rule.expectedMicros).toBeGreaterThanOrEqual(any.expectedMicros);
    expect(rule.etaSeconds).toBeCloseTo(75 + 1.1);
  });

  test('many providers with different prices are forecast at once', () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      provider(`p${index}`, { priceMicros: 10_000 + 7 ** (index % 7) + index }),
    );
    const ids = many.map(({ id }) => id);
    const total = many.reduce((sum, { priceMicros }) => sum + priceMicros, 0);
    const { leastMicros, expectedMicros, mostMicros } = forecast(many, [group(1, ...ids)], mobile);
    expect({ leastMicros, mostMicros }).toEqual({ leastMicros: 0, mostMicros: total });
    expect(expectedMicros).toBeGreaterThan(0);
  });
});

describe('a limit per lead', () => {
  const byCall = provider('orion', { charge: 'call', priceMicros: 60_000 });

  test('leaves out what costs more than is left', () => {
    const rules = { stopAt: 'any', maxCostPerLeadMicros: 70_000 } as const;
    expect(forecast([byCall, astra], [group(10, 'orion', 'astra')], rules)).toMatchObject({
      leastMicros: 10 * 60_000,
      expectedMicros: 10 * 60_000,
      mostMicros: 10 * 60_000,
    });
    expect(forecast([orion, astra], [group(10, 'orion', 'astra')], rules)).toMatchObject({
      mostMicros: 10 * 20_000,
      etaSeconds: 10 / 10 + 1.1,
    });
  });

  test('is never exceeded, whatever the providers', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            priceMicros: fc.integer({ min: 0, max: 100_000 }),
            charge: fc.constantFrom('call', 'found'),
            hitRate: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
          { maxLength: 14 },
        ),
        fc.integer({ min: 0, max: 300_000 }),
        fc.constantFrom('any', 'mobile'),
        (list, maxCostPerLeadMicros, stopAt) => {
          const providers = list.map((one, index) => provider(`p${index}`, one));
          const ids = providers.map(({ id }) => id);
          const { leastMicros, expectedMicros, mostMicros } = forecast(providers, [group(1, ...ids)], {
            stopAt,
            maxCostPerLeadMicros,
          });
          expect(mostMicros).toBeLessThanOrEqual(maxCostPerLeadMicros);
          expect(expectedMicros).toBeLessThanOrEqual(mostMicros + 1);
          expect(leastMicros).toBeLessThanOrEqual(expectedMicros + 1);
        },
      ),
    );
  });
});

describe('time', () => {
  test('a provider is limited by its rate or by its concurrency', () => {
    expect(callsPerSecond({ ratePerSecond: 5, maxConcurrent: 3, meanLatencyMs: 100 })).toBe(5);
    expect(callsPerSecond({ ratePerSecond: 5, maxConcurrent: 3, meanLatencyMs: 1_000 })).toBe(3);
    expect(callsPerSecond({ ratePerSecond: 5, maxConcurrent: 3, meanLatencyMs: 0 })).toBe(5);
  });

  test('is that of the slowest provider, plus the last lead’s calls', () => {
    // Orion: 100 leads at 5 a second; Astra: the half that is left at 10 a second.
    expect(forecast([orion, astra], [group(100, 'orion', 'astra')]).etaSeconds).toBeCloseTo(20 + 1.1);
    const slowAstra = { ...astra, ratePerSecond: 1 };
    expect(forecast([orion, slowAstra], [group(100, 'orion', 'astra')]).etaSeconds).toBeCloseTo(50 + 1.1);
  });

  test('is null without leads or without providers', () => {
    expect(forecast([orion], []).etaSeconds).toBeNull();
    expect(forecast([], [group(3)])).toEqual({
      steps: [],
      leastMicros: 0,
      expectedMicros: 0,
      mostMicros: 0,
      etaSeconds: null,
    });
  });
});

describe('for any settings', () => {
  const anyProviders = fc
    .array(
      fc.record({
        priceMicros: fc.integer({ min: 0, max: 1_000_000 }),
        charge: fc.constantFrom('call', 'found'),
        hitRate: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((list) => list.map((one, index) => provider(`p${index}`, one)));

  test('the real cost of a lead is between min and max', () => {
    fc.assert(
      fc.property(
        anyProviders,
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 500 }),
        (list, finder, leads) => {
          const { leastMicros, mostMicros } = forecast(list, [group(leads, ...list.map(({ id }) => id))]);
          // The provider at index `finder` finds the number; an index beyond the last means that none does.
          const asked = list.slice(0, finder + 1);
          const costMicros = asked.reduce(
            (sum, { priceMicros, charge }, index) => sum + (charge === 'call' || index === finder ? priceMicros : 0),
            0,
          );
          expect(leads * costMicros).toBeLessThanOrEqual(mostMicros);
          expect(leads * costMicros).toBeGreaterThanOrEqual(leastMicros);
        },
      ),
    );
  });

  test('min ≤ expected ≤ max', () => {
    fc.assert(
      fc.property(anyProviders, fc.integer({ min: 1, max: 500 }), (list, leads) => {
        const { leastMicros, expectedMicros, mostMicros } = forecast(list, [group(leads, ...list.map(({ id }) => id))]);
        expect(expectedMicros).toBeLessThanOrEqual(mostMicros);
        expect(expectedMicros).toBeGreaterThanOrEqual(leastMicros);
      }),
    );
  });
});

describe('the duration within limits of minutes, hours and days', () => {
  const day = 86_400;
  test.each<[calls: number, windows: [number, number][], seconds: number]>([
    [0, [[60, 60]], 0],
    [60, [[60, 60]], 12],
    [61, [[60, 60]], 60.2],
    [120, [[60, 60]], 72],
    [600, [[60, 60]], 552],
    [1_500, [[1_500, day]], 300],
    [1_501, [[1_500, day]], day + 0.2],
    [
      4_500,
      [
        [50, 60],
        [1_500, day],
      ],
      2 * day + 300,
    ],
    // The tighter limit counts.
    [
      300,
      [
        [50, 60],
        [150, 3_600],
        [1_500, day],
      ],
      3_630,
    ],
    // A limit that is wider than the rate changes nothing.
    [1_000, [[1_000, 60]], 200],
  ])('%d calls in %j take %d seconds', (calls, windows, seconds) => {
    expect(secondsFor(provider('orion', { windows, maxConcurrent: 100 }), calls)).toBeCloseTo(seconds);
  });

  test('counts in the forecast of a job', () => {
    const limited = provider('orion', { windows: [[60, 60]], maxConcurrent: 100 });
    const { etaSeconds } = forecast([limited], [{ askable: ['orion'], leads: 600 }]);
    expect(etaSeconds).toBeCloseTo(552 + limited.meanLatencyMs / 1_000);
  });
});

describe('what stops a provider today', () => {
  const today = (parts: Partial<ProviderToday>): ProviderToday => ({
    waitSeconds: 0,
    budget: null,
    passes: false,
    ...parts,
  });
  const budget = (leftMicros: number, perDayMicros = 1_000_000) => ({ leftMicros, perDayMicros, secondsLeft: 3_600 });
  const both = [group(100, 'orion', 'astra')];
  const plain = forecast([orion, astra], both);
  const of = (parts: Partial<ProviderToday>) => forecast([{ ...orion, today: today(parts) }, astra], both);

  test('a used-up limit delays the calls and changes no cost', () => {
    const ahead = of({ waitSeconds: 7_200 });
    expect(ahead.expectedMicros).toBe(plain.expectedMicros);
    expect(ahead.etaSeconds).toBeCloseTo((plain.etaSeconds ?? 0) + 7_200);
  });

  test('leads that pass a stopped provider cost only what the next one costs', () => {
    const ahead = of({ waitSeconds: 7_200, passes: true });
    expect(ahead).toMatchObject({ expectedMicros: 100 * 0.25 * 20_000, mostMicros: 100 * 20_000 });
    expect(ahead.etaSeconds).toBeLessThan(60);
    expect(ahead.steps).toMatchObject([
      { provider: 'orion', leads: 0 },
      { provider: 'astra', leads: 100 },
    ]);
  });

  test('while all are stopped leads wait, also those that would pass', () => {
    const stopped = [orion, astra].map((one) => ({ ...one, today: today({ waitSeconds: 600, passes: true }) }));
    const ahead = forecast(stopped, both);
    expect(ahead.expectedMicros).toBe(plain.expectedMicros);
    expect(ahead.etaSeconds).toBeGreaterThan(600);
  });

  test('a budget that is enough changes nothing', () => {
    expect(of({ budget: budget(5_000_000, 5_000_000) })).toEqual(plain);
  });

  test('a budget spreads the calls over days, at the same cost', () => {
    // Orion is expected to cost 5,000,000: 500,000 today, four whole days, and half of a fifth.
    const ahead = of({ budget: budget(500_000) });
    expect(ahead.expectedMicros).toBe(plain.expectedMicros);
    expect(ahead.etaSeconds).toBeGreaterThan(3_600 + 4 * 86_400);
    expect(ahead.etaSeconds).toBeLessThan(3_600 + 4 * 86_400 + 120);
  });

  test('beyond the budget leads pass on to the next provider', () => {
    const ahead = of({ budget: budget(2_000_000), passes: true });
    expect(ahead.expectedMicros).toBe(2_000_000 + 100 * (0.4 * 0.5 + 0.6) * 0.25 * 20_000);
    expect(ahead.etaSeconds).toBeLessThan(120);
  });

  test('the first leads use up all budgets, and later ones pass all: many budgets are forecast at once', () => {
    // Each budget pays for fewer leads than the one before.
    const many = Array.from({ length: 24 }, (_, index) =>
      provider(`p${index}`, {
        ...{ priceMicros: 1_000, charge: 'call' as const, hitRate: 0.1, ratePerSecond: 50, maxConcurrent: 100 },
        today: today({ passes: true, budget: budget((24 - index) * 1_000) }),
      }),
    );
    const { expectedMicros, steps } = forecast(many, [group(100, ...many.map(({ id }) => id))]);
    expect(steps[0]).toMatchObject({ leads: 24, costMicros: 24_000 });
    // Leads that an earlier provider found need no call of a later one.
    expect(steps[1]?.costMicros).toBeLessThanOrEqual(23_000);
    expect(steps.map(({ costMicros }) => costMicros).reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(
      expectedMicros,
      -2,
    );
    expect(expectedMicros).toBeLessThanOrEqual(24_000 * 12.5);
  });

  test('a budget below the price of a call pays for none: the end is unknown', () => {
    expect(of({ budget: budget(50_000, 50_000) }).etaSeconds).toBeNull();
  });
});
