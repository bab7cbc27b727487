import { describe, expect, it } from 'vitest';
import { agoWords, durationWords, etaWords, momentWords, spanWords } from './time.ts';

describe('durations', () => {
  it.each([
    [8, '8 s'],
    [60, '1 min'],
    [72, '1 min 12 s'],
    [7_500, '2 h 5 min'],
    [100_800, '1 d 4 h'],
  ])('formats %i seconds as %s', (seconds, words) => {
    expect(spanWords(seconds)).toBe(words);
  });

  it.each([
    [null, null],
    [2, 'a few seconds'],
    [42, '45 s'],
    [72, '1 min 12 s'],
    [1_234, 'about 21 min'],
  ])('rounds an ETA of %s seconds', (seconds, words) => {
    expect(etaWords(seconds)).toBe(words);
  });

  it('formats the duration of a call', () => {
    expect(durationWords(80)).toBe('80 ms');
    expect(durationWords(1_240)).toBe('1.2 s');
  });

  it('shows the date only if it is not today', () => {
    const noon = new Date(2026, 4, 3, 12, 30);
    expect(momentWords(noon.toISOString(), noon.getTime(), 'en-GB')).toBe('12:30');
    expect(momentWords(noon.toISOString(), noon.getTime() + 86_400_000, 'en-GB')).toContain('3 May 2026');
  });
});

describe('ages', () => {
  const nowMs = Date.parse('2026-05-03T10:00:00.000Z');
  it.each([
    ['2026-05-03T09:59:50.000Z', '10 seconds ago'],
    ['2026-05-03T08:30:00.000Z', '1 hour ago'],
    ['2026-04-30T10:00:00.000Z', '3 days ago'],
    ['2026-05-03T10:00:09.000Z', '0 seconds ago'],
  ])('formats %s as %s', (at, words) => expect(agoWords(at, nowMs, 'en')).toBe(words));
});
