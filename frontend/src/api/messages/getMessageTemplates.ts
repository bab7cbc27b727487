import { type MessageTemplate, messageTemplateListSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const messageTemplatesKey = ['message-templates'] as const;
export const getMessageTemplates = async (signal?: AbortSignal): Promise<MessageTemplate[]> => {
  const { templates } = await request('/message-templates', {
    schema: messageTemplateListSchema,
    signal,
  });
  return templates;
};

/** Saved templates, last used or changed first. */
export const messageTemplatesOptions = () =>
  queryOptions({ queryKey: messageTemplatesKey, queryFn: ({ signal }) => getMessageTemplates(signal) });
export const useMessageTemplates = () => useQuery(messageTemplatesOptions());
