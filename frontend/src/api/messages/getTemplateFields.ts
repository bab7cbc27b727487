import { type TemplateField, templateFieldsSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const getTemplateFields = async (signal?: AbortSignal): Promise<TemplateField[]> => {
  const { fields } = await request('/message-templates/fields', {
    schema: templateFieldsSchema,
    signal,
  });
  return fields;
};

/** Merge fields for templates. */
export const templateFieldsOptions = () =>
  queryOptions({ queryKey: ['messages', 'fields'] as const, queryFn: ({ signal }) => getTemplateFields(signal) });
export const useTemplateFields = () => useQuery(templateFieldsOptions());
