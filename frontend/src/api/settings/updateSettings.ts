import { type SettingsPatch, settingsSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { settingsKey } from './getSettings.ts';
import { request } from '../http.ts';

/** Changes settings of the instance, for all users. */
export const useUpdateSettings = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: SettingsPatch) =>
      request('/settings', { method: 'PATCH', body: patch, schema: settingsSchema }),
    onSuccess: (settings) => client.setQueryData(settingsKey, settings),
  });
};
