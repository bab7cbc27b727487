import { type Job, jobSchema, leadDeletedSchema, type LeadSet } from '@tinygenesy/contract';
import { request, type Schema } from '../http.ts';
import { putJobs } from '../jobs/jobCache.ts';
import { useLeadListMutation } from './useLeadListMutation.ts';

/** Up to 1,000 leads are deleted at once and can be restored with the token. More leads are deleted by a job. */
export type LeadsDeletion = { kind: 'done'; deleted: number; undoToken: string } | { kind: 'job'; job: Job };

const deletionSchema: Schema<LeadsDeletion> = {
  safeParse: (value) => {
    const done = leadDeletedSchema.safeParse(value);
    if (done.success) return { success: true, data: { kind: 'done', ...done.data } };
    const job = jobSchema.safeParse(value);
    return job.success ? { success: true, data: { kind: 'job', job: job.data } } : { success: false };
  },
};

const deleteLeads = ({ leadIds, ...set }: LeadSet): Promise<LeadsDeletion> =>
  request('/leads', {
    method: 'DELETE',
    body: leadIds === undefined ? set : { ids: leadIds },
    schema: deletionSchema,
  });

export const useDeleteLeads = () =>
  useLeadListMutation(deleteLeads, (client, deletion) => {
    if (deletion.kind === 'job') putJobs(client, [deletion.job]);
  });
