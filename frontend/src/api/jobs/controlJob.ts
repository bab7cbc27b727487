import type { Job, RetriedItems } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { newIdempotencyKey } from '../http.ts';
import { putJobs } from './jobCache.ts';
import { requestJob } from './requestJob.ts';
import { tellStarted } from './startedJobs.ts';

/** An action on a job. Resuming may raise its cap, in micro-units of the currency. */
export type JobControl =
  | { action: 'cancel' | 'pause'; jobId: number }
  | { action: 'retry'; jobId: number; items: RetriedItems }
  | { action: 'resume'; jobId: number; maxCostMicros?: number };

const bodyOf = (control: JobControl): object => {
  if (control.action === 'retry') return { items: control.items };
  if (control.action !== 'resume' || control.maxCostMicros === undefined) return {};
  return { maxCostMicros: control.maxCostMicros };
};

/** Controls a job. Returns the job; for a retry, the new job. */
export const controlJob = (control: JobControl): Promise<Job> =>
  requestJob(`/jobs/${control.jobId}/${control.action}`, {
    method: 'POST',
    body: bodyOf(control),
    ...(control.action === 'retry' ? { headers: { 'idempotency-key': newIdempotencyKey() } } : {}),
  });

export const useControlJob = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: controlJob,
    onSuccess: (job, { action }) => {
      putJobs(client, [job]);
      if (action === 'retry') tellStarted(job);
    },
  });
};
