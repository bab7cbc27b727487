import { leadDeletedSchema, type LeadSet } from '@tinygenesy/contract';
import { request } from '../http.ts';
import { type DoneOrJob, doneOrJob, putIfJob } from '../jobs/doneOrJob.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const deleteLeads = ({ leadIds, ...set }: LeadSet): Promise<DoneOrJob<{ deleted: number; undoToken: string }>> =>
  request('/leads', {
    method: 'DELETE',
    body: leadIds === undefined ? set : { ids: leadIds },
    schema: doneOrJob(leadDeletedSchema),
  });

/** Deletes leads. Up to 1,000 are deleted at once and can be restored with the token, more by a job. */
export const useDeleteLeads = () => useLeadListMutation(deleteLeads, putIfJob);
