import { type Job, jobSchema, type LeadSet } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { putJobs } from '../jobs/jobCache.ts';

export const regenerateMessages = (set: LeadSet): Promise<Job> =>
  request('/leads/regenerate-messages', { method: 'POST', body: set, schema: jobSchema });

/** Makes the outdated messages of a set again. Twice is no harm: then nothing is outdated any more. */
export const useRegenerateMessages = () => {
  const client = useQueryClient();
  return useMutation({ mutationFn: regenerateMessages, onSuccess: (job) => putJobs(client, [job]) });
};
