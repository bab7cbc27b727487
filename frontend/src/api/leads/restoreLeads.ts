import { leadRestoredSchema } from '@tinygenesy/contract';
import { type DoneOrJob, putIfJob, requestDoneOrJob } from '../jobs/doneOrJob.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const restoreLeads = (undoToken: string): Promise<DoneOrJob<{ restored: number; conflicts: number }>> =>
  requestDoneOrJob('/leads/restore', leadRestoredSchema, { method: 'POST', body: { undoToken } });

/** Restores deleted leads by the token of their deletion; more than 1,000 by a job. */
export const useRestoreLeads = () => useLeadListMutation(restoreLeads, putIfJob);
