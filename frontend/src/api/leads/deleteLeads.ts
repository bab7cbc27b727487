import { leadDeletedSchema, type LeadSet } from '@tinygenesy/contract';
import { type DoneOrJob, putIfJob, requestDoneOrJob } from '../jobs/doneOrJob.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

const deleteLeads = ({ leadIds, ...set }: LeadSet): Promise<DoneOrJob<{ deleted: number; undoToken: string }>> =>
  requestDoneOrJob('/leads', leadDeletedSchema, {
    method: 'DELETE',
    body: leadIds === undefined ? set : { ids: leadIds },
  });

/** Deletes leads. Up to 1,000 are deleted at once and can be restored with the token, more by a job. */
export const useDeleteLeads = () => useLeadListMutation(deleteLeads, putIfJob);
