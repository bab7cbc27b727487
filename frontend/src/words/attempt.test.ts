import { describe, expect, it } from 'vitest';
import { sampleAttempt } from '../testing/samples.ts';
import { lookupTimeline, outcomeWords, waitedMs } from './attempt.ts';

const providers = [
  { provider: 'orion', state: 'not_found' },
  { provider: 'astra', state: 'asking' },
  { provider: 'nimbus', state: 'not_asked' },
];
const at = (seconds: number): string => new Date(Date.UTC(2026, 4, 3, 10, 0, seconds)).toISOString();

describe('the timeline of a lookup', () => {
  it('puts waits and calls of all providers on one axis, and each call in its outcome', () => {
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
    expect(orion?.segments.map(({ kind }) => kind)).toEqual(['waiting', 'not_found']);
    expect(orion?.segments[1]?.from).toBeCloseTo(0.25 * (2 / 3));
    expect(orion?.segments[1]?.title).toBe('call 1: 3.0 s, no number found');
    expect(astra?.segments.at(-1)).toMatchObject({ kind: 'calling', to: 1 });
    expect(nimbus?.segments).toEqual([]);
  });

  it('folds a long wait, so that the calls keep most of the width', () => {
    const call = sampleAttempt({ queuedAt: at(0), startedAt: at(96), endedAt: at(97) });
    const next = sampleAttempt({
      provider: 'astra',
      outcome: null,
      queuedAt: at(97),
      startedAt: at(97),
      endedAt: null,
    });
    const [orion, astra] = lookupTimeline(providers, [call, next], Date.parse(at(100))).lines;
    expect(orion?.segments.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.25],
      [0.25, 0.25 + 0.75 / 4],
    ]);
    expect(astra?.segments).toMatchObject([{ from: 0.25 + 0.75 / 4, to: 1 }]);
    expect([waitedMs(call), waitedMs(next)]).toEqual([96_000, null]);
  });

  it('shows a wait before any call over the whole line', () => {
    const queued = sampleAttempt({ outcome: null, queuedAt: at(0), startedAt: null, endedAt: null });
    const [orion] = lookupTimeline(providers, [queued], Date.parse(at(10))).lines;
    expect(orion?.segments).toMatchObject([{ kind: 'waiting', from: 0, to: 1 }]);
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
