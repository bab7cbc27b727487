import { type GenerateMessagesInput, type MessageEstimate, messageEstimateSchema } from '@tinygenesy/contract';
import { keepPreviousData, queryOptions, skipToken, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const estimateMessages = (body: GenerateMessagesInput, signal?: AbortSignal): Promise<MessageEstimate> =>
  request('/leads/generate-messages/estimate', {
    method: 'POST',
    body,
    schema: messageEstimateSchema,
    signal,
  });

/** Number of leads that get a message, and their missing values. Disabled without a body. */
export const messageEstimateOptions = (body: GenerateMessagesInput | null) =>
  queryOptions({
    queryKey: ['messages', 'estimate', body] as const,
    queryFn: body === null ? skipToken : ({ signal }) => estimateMessages(body, signal),
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
export const useMessageEstimate = (body: GenerateMessagesInput | null) => useQuery(messageEstimateOptions(body));
