import { type Job, jobSchema, leadDeletedSchema, type LeadSet } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request, type Schema } from '../http.ts';
import { putJobs } from '../jobs/jobCache.ts';
import { refreshLeadLists } from './leadCache.ts';

/** Up to a thousand leads are gone at once and can be brought back by the token; more become a job. */
export type LeadsDeletion = { kind: 'done'; deleted: number; undoToken: string } | { kind: 'job'; job: Job };

const deletionSchema: Schema<LeadsDeletion> = {
  safeParse: (value) => {
    const done = leadDeletedSchema.safeParse(value);
    if (done.success) return { success: true, data: { kind: 'done', ...done.data } };
    const job = jobSchema.safeParse(value);
    return job.success ? { success: true, data: { kind: 'job', job: job.data } } : { success: false };
  },
};

export const deleteLeads = ({ leadIds, ...set }: LeadSet): Promise<LeadsDeletion> =>
  request('/leads', {
    method: 'DELETE',
    body: leadIds === undefined ? set : { ids: leadIds },
    schema: deletionSchema,
  });

export const useDeleteLeads = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deleteLeads,
    onSuccess: (deletion) => {
      if (deletion.kind === 'job') putJobs(client, [deletion.job]);
      return refreshLeadLists(client);
    },
  });
};
