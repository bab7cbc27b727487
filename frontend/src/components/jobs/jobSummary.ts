import type { Job } from '@tinygenesy/contract';
import { progressOf } from '../../api/jobs/jobProgress.ts';
import { jobCancelled, jobDone, leadsPerMinute, speedWords } from '../../words/job.ts';
import { money } from '../../words/money.ts';
import { count } from '../../words/numbers.ts';
import { etaWords, spanWords } from '../../words/time.ts';

/** `143 of 180 · 15 cancelled · 31 a minute · 1 min 12 s left · €11.20 spent` */
export const jobSummary = (job: Job, currency: string, nowMs: number): string => {
  const done = jobDone(job);
  const eta = etaWords(job.etaSeconds);
  const took =
    job.startedAt !== null && job.endedAt !== null
      ? `took ${spanWords((Date.parse(job.endedAt) - Date.parse(job.startedAt)) / 1_000)}`
      : null;
  return [
    job.total === null
      ? `Reading the leads: ${count(job.counts['waiting'] ?? 0)} so far`
      : `${count(done)} of ${count(job.total)}`,
    jobCancelled(job) > 0 ? `${count(jobCancelled(job))} cancelled` : null,
    speedWords(leadsPerMinute(job, progressOf(job.id), nowMs)),
    job.state === 'running' && eta !== null ? `${eta} left` : null,
    took,
    job.kind === 'phone_lookup' || job.costMicros > 0
      ? `${money(job.costMicros, currency)} spent${job.maxCostMicros === null ? '' : ` of at most ${money(job.maxCostMicros, currency)}`}`
      : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
};
