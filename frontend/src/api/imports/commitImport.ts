import { type ImportSettings, type Job, jobSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { fetchAgain } from '../live/fetchAgain.ts';
import { importKey } from './getImport.ts';
import { importListKey } from './getImports.ts';
import { newIdempotencyKey, request } from '../http.ts';
import { putJobs } from '../jobs/jobCache.ts';

/** Begins the import; what it does from here on is a job. */
export const commitImport = ({ id, settings }: { id: number; settings: ImportSettings }): Promise<Job> =>
  request(`/imports/${id}/commit`, {
    method: 'POST',
    body: settings,
    headers: { 'idempotency-key': newIdempotencyKey() },
    schema: jobSchema,
  });

export const useCommitImport = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: commitImport,
    onSuccess: (job) => putJobs(client, [job]),
    // Refused, it may have been begun elsewhere.
    onSettled: async (_job, _error, { id }) => {
      await Promise.all([
        fetchAgain(client, { queryKey: importKey(id) }),
        fetchAgain(client, { queryKey: importListKey }),
      ]);
    },
  });
};
