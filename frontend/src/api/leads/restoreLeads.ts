import { leadRestoredSchema } from '@tinygenesy/contract';
import { request } from '../http.ts';
import { type DoneOrJob, doneOrJob, putIfJob } from '../jobs/doneOrJob.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const restoreLeads = (undoToken: string): Promise<DoneOrJob<{ restored: number; conflicts: number }>> =>
  request('/leads/restore', { method: 'POST', body: { undoToken }, schema: doneOrJob(leadRestoredSchema) });

/** Restores deleted leads by the token of their deletion; more than 1,000 by a job. */
export const useRestoreLeads = () => useLeadListMutation(restoreLeads, putIfJob);
