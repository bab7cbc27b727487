import { type Job, jobSchema, type LeadSet } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { putJobs } from '../jobs/jobCache.ts';

/** `idempotencyKey` makes a second sending of the same wish the same job. */
export const startEmailCheck = (set: LeadSet, idempotencyKey: string): Promise<Job> =>
  request('/leads/verify-emails', {
    method: 'POST',
    body: set,
    headers: { 'idempotency-key': idempotencyKey },
    schema: jobSchema,
  });

export const useStartEmailCheck = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ set, idempotencyKey }: { set: LeadSet; idempotencyKey: string }) =>
      startEmailCheck(set, idempotencyKey),
    onSuccess: (job) => putJobs(client, [job]),
  });
};
