import { type Job, jobSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { fetchAgain } from '../live/fetchAgain.ts';
import { importKey } from './getImport.ts';
import { importListKey } from './getImports.ts';
import { newIdempotencyKey, request } from '../http.ts';
import { putJobs } from '../jobs/jobCache.ts';

/** Takes an import back; what it does from here on is a job. */
export const undoImport = (id: number): Promise<Job> =>
  request(`/imports/${id}/undo`, {
    method: 'POST',
    body: {},
    headers: { 'idempotency-key': newIdempotencyKey() },
    schema: jobSchema,
  });

export const useUndoImport = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: undoImport,
    onSuccess: (job) => putJobs(client, [job]),
    // Refused, it may be on its way already.
    onSettled: async (_job, _error, id) => {
      await Promise.all([
        fetchAgain(client, { queryKey: importKey(id) }),
        fetchAgain(client, { queryKey: importListKey }),
      ]);
    },
  });
};
