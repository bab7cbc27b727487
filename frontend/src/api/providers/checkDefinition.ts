import { type DefinitionCheck, type DefinitionChecked, definitionCheckedSchema } from '@tinygenesy/contract';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

/** Checks a definition, written as YAML or JSON, and runs its examples. Calls no provider. */
const definitionCheckOptions = (definition: string) =>
  queryOptions({
    queryKey: ['definition-check', definition] as const,
    queryFn: ({ signal }): Promise<DefinitionChecked> =>
      request('/provider-definitions/check', {
        method: 'POST',
        body: { definition },
        schema: definitionCheckedSchema,
        signal,
      }),
    placeholderData: keepPreviousData,
    enabled: definition.trim() !== '',
    gcTime: 0,
  });
export const useDefinitionCheck = (definition: string) => useQuery(definitionCheckOptions(definition));

/**
 * Builds the request of a definition for a lead, and reads an answer with it. Calls no provider.
 * @param tried null: nothing is asked
 */
export const useDefinitionTry = (tried: DefinitionCheck | null) =>
  useQuery({
    queryKey: ['definition-try', tried] as const,
    queryFn: ({ signal }): Promise<DefinitionChecked> =>
      request('/provider-definitions/check', { method: 'POST', body: tried, schema: definitionCheckedSchema, signal }),
    placeholderData: keepPreviousData,
    enabled: tried !== null,
    gcTime: 0,
  });
