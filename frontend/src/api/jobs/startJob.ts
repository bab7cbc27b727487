import type { Job } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '../http.ts';
import { putJobs } from './jobCache.ts';
import { requestJob } from './requestJob.ts';
import { tellStarted } from './startedJobs.ts';

/** Requests a route that starts a job. A repeated request with the same idempotency key starts no second job. */
export const startJob = (path: string, body: object, idempotencyKey: string): Promise<Job> =>
  requestJob(path, { method: 'POST', body, headers: { 'idempotency-key': idempotencyKey } });

/**
 * The mutation that starts a job and puts the job into the cache. A second click sends the same idempotency key. After
 * each response the key changes, because the next input may differ.
 * @param afterResponse runs after success and failure
 */
export const useStartJob = <Input>(
  start: (input: Input, idempotencyKey: string) => Promise<Job>,
  afterResponse?: (input: Input) => Promise<unknown>,
) => {
  const client = useQueryClient();
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  return useMutation({
    mutationFn: (input: Input) => start(input, idempotencyKey),
    onSuccess: (job) => {
      putJobs(client, [job]);
      tellStarted(job);
    },
    onSettled: (_job, _error, input) => {
      setIdempotencyKey(newIdempotencyKey());
      return afterResponse?.(input);
    },
  });
};
