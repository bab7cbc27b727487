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

/**
 * Preview of a template for one lead, with its problems and the template that they belong to. The last preview stays while
 * the next one loads.
 */
export const messagePreviewOptions = (template: string, leadId: number | null) =>
  queryOptions({
    queryKey: ['messages', 'preview', template, leadId] as const,
    queryFn:
      template.trim() === ''
        ? skipToken
        : async ({ signal }) => ({ ...(await previewMessage(template, leadId, signal)), template }),
    gcTime: 30_000,
    placeholderData: keepPreviousData,
  });
export const useMessagePreview = (template: string, leadId: number | null) =>
  useQuery(messagePreviewOptions(template, leadId));
