import { type GenerateMessagesInput, type Job, jobSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageTemplatesKey } from './getMessageTemplates.ts';
import { request } from '../http.ts';
import { putJobs } from '../jobs/jobCache.ts';

/** `idempotencyKey` makes a second sending of the same wish the same job. */
export const generateMessages = (body: GenerateMessagesInput, idempotencyKey: string): Promise<Job> =>
  request('/leads/generate-messages', {
    method: 'POST',
    body,
    headers: { 'idempotency-key': idempotencyKey },
    schema: jobSchema,
  });

export const useGenerateMessages = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: { body: GenerateMessagesInput; idempotencyKey: string }) =>
      generateMessages(body, idempotencyKey),
    onSuccess: (job) => {
      putJobs(client, [job]);
      // A template that was used has another place in the list.
      return client.invalidateQueries({ queryKey: messageTemplatesKey });
    },
  });
};
