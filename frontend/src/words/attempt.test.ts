import { describe, expect, it } from 'vitest';
import { sampleAttempt } from '../testing/samples.ts';
import { outcomeWords, lookupTimeline } from './attempt.ts';

const providers = [
  { provider: 'orion', state: 'not_found' },
  { provider: 'astra', state: 'asking' },
  { provider: 'nimbus', state: 'not_asked' },
];
const at = (seconds: number): string => new Date(Date.UTC(2026, 4, 3, 10, 0, seconds)).toISOString();

describe('the timeline of a lookup', () => {
  it('puts waiting, call and outcome of all providers on one axis', () => {
    const timeline = lookupTimeline(
      providers,
      [
        sampleAttempt({ queuedAt: at(0), startedAt: at(2), endedAt: at(5) }),
        sampleAttempt({ provider: 'astra', outcome: null, queuedAt: at(5), startedAt: at(6), endedAt: null }),
      ],
      Date.parse(at(10)),
    );
    expect(timeline.endMs - timeline.startMs).toBe(10_000);
    const [orion, astra, nimbus] = timeline.lines;
    expect(orion?.segments.map(({ kind }) => kind)).toEqual(['waiting', 'calling', 'not_found']);
    expect(orion?.segments[1]).toMatchObject({ from: 0.2, to: 0.5 });
    expect(astra?.segments.at(-1)).toMatchObject({ kind: 'calling', from: 0.6, to: 1 });
    expect(nimbus?.segments).toEqual([]);
  });

  it('has the latest round since the last long pause, and the rest as earlier', () => {
    const old = sampleAttempt({ round: 1, queuedAt: at(0), startedAt: at(1), endedAt: at(2) });
    const yesterday = sampleAttempt({ round: 2, queuedAt: at(10), startedAt: at(11), endedAt: at(12) });
    const retry = sampleAttempt({
      round: 2,
      attempt: 2,
      queuedAt: at(90_000),
      startedAt: at(90_001),
      endedAt: at(90_002),
    });
    const timeline = lookupTimeline(providers, [old, yesterday, retry], Date.parse(at(90_010)));
    expect(timeline.lines[0]?.attempts).toEqual([retry]);
    expect(timeline.earlier).toEqual([yesterday, old]);
    expect(timeline.endMs - timeline.startMs).toBe(2_000);
  });

  it('shows a provider that is no longer in the waterfall', () => {
    const timeline = lookupTimeline([], [sampleAttempt({ provider: 'vega' })], Date.now());
    expect(timeline.lines.map(({ provider }) => provider)).toEqual(['vega']);
  });
});

it('returns the outcome of a call in words', () => {
  expect(outcomeWords(sampleAttempt({ outcome: 'not_found' }))).toBe('no number found');
  expect(outcomeWords(sampleAttempt({ outcome: 'found', phoneNumber: '+34600000001' }))).toBe('found +34600000001');
  expect(
    outcomeWords(
      sampleAttempt({ outcome: 'error', reason: { code: 'timeout', text: 'Orion did not answer in time' } }),
    ),
  ).toBe('Orion did not answer in time');
});

describe('a reused answer', () => {
  it('says since when it is known, and that it was free', () => {
    const attempt = sampleAttempt({
      outcome: 'found',
      phoneNumber: '+14155550132',
      knownSince: '2026-05-03T10:00:00Z',
    });
    expect(outcomeWords(attempt)).toMatch(/^found \+14155550132 \(known since .*, free\)$/u);
  });
});
