import { sandboxNumbersClearedSchema } from '@tinygenesy/contract';
import { type DoneOrJob, putIfJob, requestDoneOrJob } from '../jobs/doneOrJob.ts';
import { metaKey } from '../session/getMeta.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const clearSandboxNumbers = (): Promise<DoneOrJob<{ cleared: number }>> =>
  requestDoneOrJob('/leads/clear-sandbox-numbers', sandboxNumbersClearedSchema, { method: 'POST' });

/** Removes all sandbox numbers from the leads; more than 1,000 by a job. */
export const useClearSandboxNumbers = () =>
  useLeadListMutation(clearSandboxNumbers, async (client, answer) => {
    putIfJob(client, answer);
    await client.invalidateQueries({ queryKey: metaKey });
  });
