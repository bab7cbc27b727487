import { describe, expect, test } from 'vitest';
import { usedShare } from './fixtures/startCountingProvider.ts';
import {
  freeInWindows,
  hasBucketAhead,
  type RateWindow,
  usedUpWindow,
  type WindowCounts,
  withCall,
  withoutBucketsAhead,
  withoutCall,
} from './permitWindow.ts';

const guardMs = 100;
const call = (windows: readonly RateWindow[], counts: WindowCounts, nowMs: number) =>
  withCall(windows, counts, { nowMs, guardMs });
const calls = (windows: readonly RateWindow[], times: readonly number[], counts: WindowCounts = {}) =>
  times.reduce((before, nowMs) => call(windows, before, nowMs), counts);

test.each([
  ['a minute', [2, 60], [0, 500], 61_100],
  ['a minute, calls in two buckets: the first one leaves first', [2, 60], [0, 30_000], 61_100],
  ['an hour', [2, 3_600], [0, 1], 3_660_100],
  ['a day', [2, 86_400], [0, 1], 86_400_000 + 1_440_000 + 100],
  ['two seconds', [2, 2], [0, 1], 2_134],
] as const)('the calls of %s are used up until a bucket has left window and guard', (_, window, times, untilMs) => {
  const windows: RateWindow[] = [window];
  const counts = calls(windows, times);
  const nowMs = times.at(-1) ?? 0;
  expect(usedUpWindow(windows, counts, nowMs)).toEqual({ window, untilMs });
  expect(freeInWindows(windows, counts, nowMs)).toBe(0);
  expect(usedUpWindow(windows, counts, untilMs - 1)).not.toBeNull();
  expect(usedUpWindow(windows, counts, untilMs)).toBeNull();
  expect(freeInWindows(windows, counts, untilMs)).toBeGreaterThan(0);
});

test('of several windows the one that lasts longest is told', () => {
  const windows: RateWindow[] = [
    [2, 60],
    [3, 3_600],
  ];
  const counts = calls(windows, [0, 0]);
  expect(usedUpWindow(windows, counts, 0)?.window).toEqual([2, 60]);
  const third = call(windows, counts, 70_000);
  expect(freeInWindows(windows, third, 70_000)).toBe(0);
  expect(usedUpWindow(windows, third, 70_000)).toEqual({ window: [3, 3_600], untilMs: 3_660_100 });
});

test('a lowered limit counts earlier calls, and waits until enough have left', () => {
  const counts = calls([[5, 60]], [0, 1_000, 2_000, 3_000]);
  expect(usedUpWindow([[2, 60]], counts, 3_000)?.untilMs).toBe(63_100);
});

describe('a window that was changed', () => {
  test('to another length knows the earlier calls', () => {
    const counts = calls([[100, 3_600]], [0, 1_000, 2_000]);
    expect(freeInWindows([[3, 60]], counts, 2_000)).toBe(0);
    expect(freeInWindows([[3, 86_400]], counts, 2_000)).toBe(0);
    const changed = call([[10, 60]], counts, 3_000);
    expect(freeInWindows([[10, 60]], changed, 3_000)).toBe(6);
  });

  test('and set again knows the calls of the time between', () => {
    const before = calls([[10, 60]], [0]);
    const between = calls([[10, 120]], [1_000, 2_000], before);
    const without = calls([], [3_000], between);
    expect(freeInWindows([[10, 60]], without, 3_000)).toBe(6);
  });
});

test('a call that was not sent is taken back from all windows', () => {
  const windows: RateWindow[] = [
    [2, 60],
    [9, 86_400],
  ];
  const counts = calls(windows, [0, 5_000]);
  const back = withoutCall(counts, 5_000);
  expect(freeInWindows(windows, back, 5_000)).toBe(1);
  expect(back).toEqual(calls(windows, [0]));
  expect(withoutCall(back, 99_000_000)).toEqual(back);
});

test('calls from before the clock was set back count as made now', () => {
  const windows: RateWindow[] = [[1, 60]];
  const counts = calls(windows, [10_000_000]);
  expect(hasBucketAhead(counts, 10_000_000)).toBe(false);
  expect(hasBucketAhead(counts, 1_000)).toBe(true);
  const now = withoutBucketsAhead(counts, 1_000);
  expect(hasBucketAhead(now, 1_000)).toBe(false);
  expect(usedUpWindow(windows, now, 1_000)?.untilMs).toBe(62_100);
});

test.each([
  [5, 2, 40],
  [60, 60, 3],
  [37, 60, 700],
  [1_500, 86_400, 20_000],
  [1, 3_600, 50_000],
] as const)(
  '%i calls in %i s: no sliding window at the provider holds more, and at least 90 %% are used',
  (most, seconds, everyMs) => {
    const windows: RateWindow[] = [[most, seconds]];
    const windowMs = seconds * 1_000;
    let counts: WindowCounts = {};
    let nowMs = 1_700_000_000_123;
    const arrivals: number[] = [];
    // A fixed sequence of delays between the count and the provider, each below the guard.
    let seed = 7;
    const delayMs = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % guardMs;
    while (arrivals.length < 6 * most + 2) {
      const usedUp = usedUpWindow(windows, counts, nowMs);
      if (usedUp === null) {
        counts = call(windows, counts, nowMs);
        arrivals.push(nowMs + delayMs());
        nowMs += everyMs;
      } else nowMs = usedUp.untilMs;
    }
    arrivals.sort((a, b) => a - b);
    const tooSoon = arrivals.slice(most).filter((atMs, index) => atMs - (arrivals[index] ?? 0) < windowMs);
    expect(tooSoon).toEqual([]);
    expect(Object.values(counts).flat().length).toBeLessThanOrEqual(63);
    expect(usedShare(arrivals, most, windowMs)).toBeGreaterThan(0.9);
  },
);
