import { type MessagePreview, messagePreviewSchema } from '@tinygenesy/contract';
import { keepPreviousData, queryOptions, skipToken, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const previewMessage = (
  template: string,
  leadId: number | null,
  signal?: AbortSignal,
): Promise<MessagePreview> =>
  request('/message-templates/preview', {
    method: 'POST',
    body: { template, leadIds: leadId === null ? [] : [leadId] },
    schema: messagePreviewSchema,
    signal,
  });

/** What a template says to one lead, and what is wrong with it. The last answer stays while the next one is made. */
export const messagePreviewOptions = (template: string, leadId: number | null) =>
  queryOptions({
    queryKey: ['messages', 'preview', template, leadId] as const,
    queryFn: template.trim() === '' ? skipToken : ({ signal }) => previewMessage(template, leadId, signal),
    gcTime: 30_000,
    placeholderData: keepPreviousData,
  });
export const useMessagePreview = (template: string, leadId: number | null) =>
  useQuery(messagePreviewOptions(template, leadId));
