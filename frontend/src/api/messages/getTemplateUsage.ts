import { type MessageTemplateUsage, messageTemplateUsageSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const getTemplateUsage = (id: number, signal?: AbortSignal): Promise<MessageTemplateUsage> =>
  request(`/message-templates/${id}/usage`, {
    schema: messageTemplateUsageSchema,
    signal,
  });

/** Number of messages from a template. Not cached, because it is shown before a deletion. */
export const templateUsageOptions = (id: number) =>
  queryOptions({
    queryKey: ['messages', 'usage', id] as const,
    queryFn: ({ signal }) => getTemplateUsage(id, signal),
    gcTime: 0,
  });
export const useTemplateUsage = (id: number) => useQuery(templateUsageOptions(id));
