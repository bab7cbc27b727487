import { queryOptions, useQuery } from '@tanstack/react-query';
import { requestText } from '../http.ts';

/** Reads the newest version of a provider's definition as YAML, as the user would write it. */
const definitionTextOptions = (id: string, version: number) =>
  queryOptions({
    queryKey: ['provider-definition', id, version] as const,
    queryFn: ({ signal }) => requestText(`/providers/${encodeURIComponent(id)}/definition.yaml`, { signal }),
    gcTime: 0,
  });
export const useDefinitionText = (id: string, version: number) => useQuery(definitionTextOptions(id, version));
