import { describe, expect, it } from 'vitest';
import { sampleJob } from '../testing/samples.ts';
import { importOfJob, jobActions, jobDone, jobFailed, jobSegments, leadsPerMinute, speedWords } from './job.ts';

describe('the counts of a job', () => {
  it('counts leads with a result as done, not waiting, running, held or cancelled leads', () => {
    expect(jobDone(sampleJob())).toBe(143);
    expect(jobDone(sampleJob({ total: 98, counts: { found: 53, no_data: 30, cancelled: 15 } }))).toBe(83);
    expect(jobDone(sampleJob({ counts: { found: 2, on_hold: 178 } }))).toBe(2);
  });

  it('shows every lead in its bar, finished leads first, unknown outcomes too', () => {
    const job = sampleJob({ total: 10, counts: { waiting: 5, found: 3, postponed_by_provider: 2, error: 0 } });
    const segments = jobSegments(job);
    expect(segments.map(({ label, count }) => `${count} ${label}`)).toEqual([
      '3 found',
      '2 postponed by provider',
      '5 waiting',
    ]);
    expect(segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('separates leads with a call in flight from leads up next', () => {
    const job = sampleJob({ total: 60, counts: { waiting: 10, running: 49, found: 1 }, asking: 4 });
    expect(jobSegments(job).map(({ label, count }) => `${count} ${label}`)).toEqual([
      '1 found',
      '4 being looked up',
      '45 up next',
      '10 waiting',
    ]);
  });

  it('has labels of its own for the rows of an import', () => {
    const job = sampleJob({ kind: 'csv_import', total: 9, counts: { waiting: 2, created: 4, skipped: 2, invalid: 1 } });
    expect(jobSegments(job).map(({ label, count }) => `${count} ${label}`)).toEqual([
      '4 created',
      '2 skipped',
      '1 not imported',
      '2 waiting',
    ]);
  });

  it('retries failed leads', () => {
    expect(jobFailed(sampleJob())).toBe(6);
  });
});

describe('the actions that a state allows', () => {
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

  it('is measured over the recent samples', () => {
    const samples = [{ atMs: startMs, done: 112 }];
    expect(leadsPerMinute(sampleJob(), samples, startMs + 60_000)).toBe(31);
    expect(speedWords(31)).toBe('31 a minute');
  });

  it('is shown per second where it is high', () => {
    expect(speedWords(720_000)).toBe('12,000 a second');
  });

  it('is measured since the start after a reload', () => {
    expect(leadsPerMinute(sampleJob(), [], startMs + 120_000)).toBeCloseTo(71.5);
  });

  it('is null for a job that does not run', () => {
    expect(leadsPerMinute(sampleJob({ state: 'paused' }), [], startMs + 60_000)).toBeNull();
  });
});

it('returns the import of a job', () => {
  expect(importOfJob(sampleJob({ kind: 'csv_import', request: { importId: 7 } }))).toBe(7);
  expect(importOfJob(sampleJob({ kind: 'phone_lookup', request: { importId: 7 } }))).toBeNull();
});
