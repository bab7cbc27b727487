import { type MessageOrigin, messageOriginSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const getMessageOrigin = (leadId: number, signal?: AbortSignal): Promise<MessageOrigin> =>
  request(`/leads/${leadId}/message`, {
    schema: messageOriginSchema,
    signal,
  });

/** Source of a lead's message. Fetched again for each version of the lead. */
export const messageOriginOptions = (leadId: number, version: number) =>
  queryOptions({
    queryKey: ['messages', 'origin', leadId, version] as const,
    queryFn: ({ signal }) => getMessageOrigin(leadId, signal),
    gcTime: 30_000,
  });
export const useMessageOrigin = (leadId: number, version: number) => useQuery(messageOriginOptions(leadId, version));
