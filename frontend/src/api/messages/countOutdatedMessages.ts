import { type LeadSet, outdatedMessagesSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const countOutdatedMessages = async (set: LeadSet, signal?: AbortSignal): Promise<number> => {
  const { leads } = await request('/leads/regenerate-messages/estimate', {
    method: 'POST',
    body: set,
    schema: outdatedMessagesSchema,
    signal,
  });
  return leads;
};

/** Number of outdated messages of a set: a merge field has changed since. */
export const outdatedMessagesOptions = (set: LeadSet) =>
  queryOptions({
    queryKey: ['messages', 'outdated', set] as const,
    queryFn: ({ signal }) => countOutdatedMessages(set, signal),
  });
export const useOutdatedMessages = (set: LeadSet) => useQuery(outdatedMessagesOptions(set));
