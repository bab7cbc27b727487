import type { Job } from '@tinygenesy/contract';
import { jobDone, type Progress } from '../../words/job.ts';

const windowMs = 60_000;
const samples = new Map<number, Progress[]>();

/** Records a sample of a job's progress, for its speed over the last minute. */
export const recordProgress = (job: Job, nowMs: number): void => {
  if (job.state !== 'running') {
    samples.delete(job.id);
    return;
  }
  const recent = (samples.get(job.id) ?? []).filter(({ atMs }) => nowMs - atMs < windowMs);
  samples.set(job.id, [...recent, { atMs: nowMs, done: jobDone(job) }]);
};

/** Returns the samples of the last minute, oldest first. */
export const progressOf = (jobId: number): readonly Progress[] => samples.get(jobId) ?? [];
