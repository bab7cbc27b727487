import { expect, it } from 'vitest';
import { sampleJob } from '../../testing/samples.ts';
import { patchActiveJobs, patchJobPages } from './jobCache.ts';

it('replaces a job in its place, adds a new one in front and ignores one of a page that is not loaded', () => {
  const data = { pages: [{ jobs: [sampleJob({ id: 8 }), sampleJob({ id: 7 })], nextCursor: 'a' }], pageParams: [null] };
  const paused = sampleJob({ id: 7, state: 'paused' });
  expect(patchJobPages(data, paused).pages[0]?.jobs[1]).toBe(paused);
  expect(patchJobPages(data, sampleJob({ id: 9 })).pages[0]?.jobs.map(({ id }) => id)).toEqual([9, 8, 7]);
  expect(patchJobPages(data, sampleJob({ id: 2 }))).toBe(data);
});

it('adds a new job only to lists whose filter selects it, and keeps a listed one in its place', () => {
  const data = { pages: [{ jobs: [sampleJob({ id: 8 })], nextCursor: null }], pageParams: [null] };
  const filter = { kind: ['phone_lookup'], state: ['running'] } as const;
  const ids = (job: ReturnType<typeof sampleJob>): number[] | undefined =>
    patchJobPages(data, job, filter).pages[0]?.jobs.map(({ id }) => id);
  expect(ids(sampleJob({ id: 9 }))).toEqual([9, 8]);
  expect(ids(sampleJob({ id: 9, state: 'queued' }))).toEqual([8]);
  expect(ids(sampleJob({ id: 9, kind: 'csv_import' }))).toEqual([8]);
  expect(ids(sampleJob({ id: 8, state: 'completed' }))).toEqual([8]);
});

it('keeps only unfinished jobs among the active ones', () => {
  const list = { jobs: [sampleJob({ id: 8 })], nextCursor: null };
  expect(patchActiveJobs(list, sampleJob({ id: 9 })).jobs.map(({ id }) => id)).toEqual([9, 8]);
  expect(patchActiveJobs(list, sampleJob({ id: 8, state: 'completed' })).jobs).toEqual([]);
});
