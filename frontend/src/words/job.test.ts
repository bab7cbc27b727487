import { describe, expect, it } from 'vitest';
import { sampleJob } from '../testing/samples.ts';
import { importOfJob, jobActions, jobDone, jobFailed, jobSegments, leadsPerMinute, speedWords } from './job.ts';

describe('a job in numbers', () => {
  it('counts as done what has its result, not what waits, runs, is on hold or was cancelled', () => {
    expect(jobDone(sampleJob())).toBe(143);
    expect(jobDone(sampleJob({ total: 98, counts: { found: 53, no_data: 30, cancelled: 15 } }))).toBe(83);
    expect(jobDone(sampleJob({ counts: { found: 2, on_hold: 178 } }))).toBe(2);
  });

  it('shows every lead in its bar, finished ones first, unknown outcomes too', () => {
    const job = sampleJob({ total: 10, counts: { waiting: 5, found: 3, postponed_by_vendor: 2, error: 0 } });
    const segments = jobSegments(job);
    expect(segments.map(({ label, count }) => `${count} ${label}`)).toEqual([
      '3 found',
      '2 postponed by vendor',
      '5 waiting',
    ]);
    expect(segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('tells leads that are being asked from those that are next in line', () => {
    const job = sampleJob({ total: 60, counts: { waiting: 10, running: 49, found: 1 }, asking: 4 });
    expect(jobSegments(job).map(({ label, count }) => `${count} ${label}`)).toEqual([
      '1 found',
      '4 being asked',
      '45 next in line',
      '10 waiting',
    ]);
  });

  it('calls what became of the rows of an import by its own words', () => {
    const job = sampleJob({ kind: 'csv_import', total: 9, counts: { waiting: 2, created: 4, skipped: 2, invalid: 1 } });
    expect(jobSegments(job).map(({ label, count }) => `${count} ${label}`)).toEqual([
      '4 created',
      '2 skipped',
      '1 could not go in',
      '2 waiting',
    ]);
  });

  it('would retry what failed', () => {
    expect(jobFailed(sampleJob())).toBe(6);
  });
});

describe('what can be done to a job', () => {
  it.each([
    ['running', { pause: true, resume: false, cancel: true, retry: false, continue: false }],
    ['paused', { pause: false, resume: true, cancel: true, retry: false, continue: false }],
    ['on_hold', { pause: false, resume: true, cancel: true, retry: false, continue: false }],
    ['cancelling', { pause: false, resume: false, cancel: false, retry: false, continue: false }],
    ['completed', { pause: false, resume: false, cancel: false, retry: true, continue: false }],
  ] as const)('%s', (state, actions) => {
    expect(jobActions(sampleJob({ state }))).toEqual(actions);
  });
});

describe('speed', () => {
  const startMs = Date.parse('2026-05-03T10:00:00.000Z');

  it('is measured over what was seen lately', () => {
    const seen = [{ atMs: startMs, done: 112 }];
    expect(leadsPerMinute(sampleJob(), seen, startMs + 60_000)).toBe(31);
    expect(speedWords(31)).toBe('31 a minute');
  });

  it('is told by the second where it is high', () => {
    expect(speedWords(720_000)).toBe('12,000 a second');
  });

  it('is taken since the start after a reload', () => {
    expect(leadsPerMinute(sampleJob(), [], startMs + 120_000)).toBeCloseTo(71.5);
  });

  it('is not told for a job that does not run', () => {
    expect(leadsPerMinute(sampleJob({ state: 'paused' }), [], startMs + 60_000)).toBeNull();
  });
});

it('knows the import of a job', () => {
  expect(importOfJob(sampleJob({ kind: 'csv_import', request: { importId: 7 } }))).toBe(7);
  expect(importOfJob(sampleJob({ kind: 'phone_lookup', request: { importId: 7 } }))).toBeNull();
});
