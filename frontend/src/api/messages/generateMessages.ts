import type { GenerateMessagesInput } from '@tinygenesy/contract';
import { useQueryClient } from '@tanstack/react-query';
import { startJob, useStartJob } from '../jobs/startJob.ts';
import { messageTemplatesKey } from './getMessageTemplates.ts';

export const useGenerateMessages = () => {
  const client = useQueryClient();
  return useStartJob(
    (body: GenerateMessagesInput, idempotencyKey) => startJob('/leads/generate-messages', body, idempotencyKey),
    // The last use of a template decides its position in the list.
    () => client.invalidateQueries({ queryKey: messageTemplatesKey }),
  );
};
