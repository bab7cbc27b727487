import { type BulkLookupInput, type Job, jobSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { putJobs } from '../jobs/jobCache.ts';

/** `idempotencyKey` makes a second sending of the same wish the same job. */
export const startPhoneLookups = (body: BulkLookupInput, idempotencyKey: string): Promise<Job> =>
  request('/phone-lookups', {
    method: 'POST',
    body,
    headers: { 'idempotency-key': idempotencyKey },
    schema: jobSchema,
  });

export const useStartPhoneLookups = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: { body: BulkLookupInput; idempotencyKey: string }) =>
      startPhoneLookups(body, idempotencyKey),
    onSuccess: (job) => putJobs(client, [job]),
  });
};
