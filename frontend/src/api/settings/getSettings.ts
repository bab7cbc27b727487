import { settingsSchema } from '@tinygenesy/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

export const settingsKey = ['settings'] as const;

/** Settings of the instance. */
export const settingsOptions = queryOptions({
  queryKey: settingsKey,
  queryFn: ({ signal }) => request('/settings', { schema: settingsSchema, signal }),
});
export const useSettings = () => useQuery(settingsOptions);
