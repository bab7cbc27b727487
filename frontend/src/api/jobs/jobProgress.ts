import type { Job } from '@tinygenesy/contract';
import { jobDone, type Progress } from '../../words/job.ts';

const windowMs = 60_000;
const seen = new Map<number, Progress[]>();

/** Notes how far a job is, for its speed over the last minute. */
export const noteProgress = (job: Job, nowMs: number): void => {
  if (job.state !== 'running') {
    seen.delete(job.id);
    return;
  }
  const recent = (seen.get(job.id) ?? []).filter(({ atMs }) => nowMs - atMs < windowMs);
  seen.set(job.id, [...recent, { atMs: nowMs, done: jobDone(job) }]);
};

/** The moments of the last minute at which we heard of this job, oldest first. */
export const progressOf = (jobId: number): readonly Progress[] => seen.get(jobId) ?? [];
