import { useQueryClient } from '@tanstack/react-query';
import type { Job } from '@tinygenesy/contract';
import { useStartJob } from '../jobs/startJob.ts';
import { fetchAgain } from '../live/fetchAgain.ts';
import { importKey } from './getImport.ts';
import { importListKey } from './getImports.ts';

/** Starts a job of an import, then fetches the import again: after a refusal another user may have started it. */
export const useStartImportJob = <Input extends { id: number }>(
  start: (input: Input, idempotencyKey: string) => Promise<Job>,
) => {
  const client = useQueryClient();
  return useStartJob(start, ({ id }) =>
    Promise.all([fetchAgain(client, { queryKey: importKey(id) }), fetchAgain(client, { queryKey: importListKey })]),
  );
};
