import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PastAnswer, playOrder, type WhatIfProvider } from './whatIf.ts';

const provider = (id: string, over: Partial<WhatIfProvider> = {}): WhatIfProvider => ({
  id,
  priceMicros: 100,
  charge: 'found',
  ratePerSecond: 5,
  windows: [],
  maxConcurrent: 5,
  hitRate: 0.5,
  mobileShare: 0.5,
  meanLatencyMs: 1_000,
  isPriceByAnswer: false,
  ...over,
});
const a = provider('a');
const b = provider('b', { priceMicros: 20 });
const byCall = provider('c', { charge: 'call', priceMicros: 7 });
const byAnswer = provider('d', { charge: 'call', priceMicros: 50, isPriceByAnswer: true });

const found = (costMicros = 100): PastAnswer => ({ kind: 'found', costMicros, isCall: true });
const miss = (costMicros = 0): PastAnswer => ({ kind: 'not_found', costMicros, isCall: true });
const unknown: PastAnswer = { kind: 'unknown' };
const notAskable: PastAnswer = { kind: 'not_askable' };
const lead = (answers: Record<string, PastAnswer>) => new Map(Object.entries(answers));
const exactly = (value: number) => ({ min: value, max: value });

describe('known answers give exact figures', () => {
  test.each<[string, WhatIfProvider[], Record<string, PastAnswer>, number, number]>([
    ['the first number ends the path', [a, b], { a: found(100), b: found(20) }, 1, 100],
    ['the other order finds the cheaper number', [b, a], { a: found(100), b: found(20) }, 1, 20],
    ['a paid miss costs before the number', [byCall, a], { a: found(100), c: miss(7) }, 1, 107],
    ['nobody has a number', [byCall, a], { a: miss(), c: miss(7) }, 0, 7],
    ['a provider left out finds nothing', [b], { a: found(100), b: miss() }, 0, 0],
    ['a provider that can’t be asked is skipped', [a, b], { a: notAskable, b: found(20) }, 1, 20],
    ['what was paid counts, not the price of today', [a], { a: found(60) }, 1, 60],
    ['a reused answer was free', [a], { a: { kind: 'found', costMicros: 0, isCall: false } }, 1, 0],
    ['no provider', [], { a: found() }, 0, 0],
  ])('%s', (_what, order, answers, numbers, costMicros) => {
    expect(playOrder(order, [lead(answers)])).toMatchObject({
      numbers: exactly(numbers),
      costMicros: exactly(costMicros),
      unknownLeads: 0,
    });
  });
});

describe('an unknown answer opens a range', () => {
  test.each<[string, WhatIfProvider[], Record<string, PastAnswer>, [number, number], [number, number]]>([
    ['it may be the number, or not', [a], { a: unknown }, [0, 1], [0, 100]],
    ['nothing in the ledger is unknown too', [a], {}, [0, 1], [0, 100]],
    ['a known number behind it stays found', [b, a], { a: found(100) }, [1, 1], [20, 100]],
    ['a call is paid whatever it brings', [byCall], {}, [0, 1], [7, 7]],
    ['a call whose answer says the price', [byAnswer], {}, [0, 1], [0, 50]],
    ['a call before a known number', [byCall, a], { a: found(100) }, [1, 1], [7, 107]],
    ['behind a known number it is not reached', [a, byCall], { a: found(100) }, [1, 1], [100, 100]],
    ['two of them', [byCall, b], {}, [0, 1], [7, 27]],
  ])('%s', (_what, order, answers, [least, most], [cheapest, dearest]) => {
    expect(playOrder(order, [lead(answers)])).toMatchObject({
      numbers: { min: least, max: most },
      costMicros: { min: cheapest, max: dearest },
    });
  });

  test('the leads that reach one are counted', () => {
    const leads = [lead({ a: found() }), lead({ a: miss() }), lead({ b: found() }), lead({ a: unknown, b: miss() })];
    expect(playOrder([a, b], leads)).toMatchObject({ numbers: { min: 2, max: 4 }, unknownLeads: 3 });
  });
});

test('the time is that of the slowest provider; possible calls count at the upper end only', () => {
  const leads = Array.from({ length: 100 }, (_, index) => lead({ b: unknown, a: index < 50 ? found() : miss() }));
  const { seconds } = playOrder([b, a], leads);
  // B is called 100 times at 5 a second. A follows for 0 to 100 leads, beside it.
  expect(seconds.min).toBeCloseTo(20 + 2);
  expect(seconds.max).toBeCloseTo(20 + 2);
  expect(playOrder([a], [lead({ a: { kind: 'found', costMicros: 0, isCall: false } })]).seconds).toEqual(exactly(1));
  expect(playOrder([a], []).seconds).toEqual(exactly(0));
});

test('whatever the unknown answers are, the result is within the range', () => {
  const answer = fc.constantFrom<PastAnswer>(found(100), miss(), miss(7), unknown, notAskable);
  const truth = fc.constantFrom<'found' | 'not_found'>('found', 'not_found');
  fc.assert(
    fc.property(fc.tuple(answer, answer, answer), fc.tuple(truth, truth, truth), (answers, truths) => {
      const order = [a, byCall, b];
      const known = new Map(order.map(({ id }, index) => [id, answers[index] ?? unknown]));
      const revealed = new Map(
        order.map(({ id, charge, priceMicros }, index): [string, PastAnswer] => {
          const one = answers[index] ?? unknown;
          const kind = truths[index] ?? 'found';
          const costMicros = charge === 'call' || kind === 'found' ? priceMicros : 0;
          return [id, one.kind === 'unknown' ? { kind, costMicros, isCall: true } : one];
        }),
      );
      const range = playOrder(order, [known]);
      const exact = playOrder(order, [revealed]);
      expect(exact.unknownLeads).toBe(0);
      for (const figure of ['numbers', 'costMicros', 'seconds'] as const) {
        expect(exact[figure].min).toBeGreaterThanOrEqual(range[figure].min);
        expect(exact[figure].max).toBeLessThanOrEqual(range[figure].max);
      }
    }),
  );
});
