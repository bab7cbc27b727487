import { type Mode, settingsSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { metaKey } from '../session/getMeta.ts';
import { settingsKey } from './getSettings.ts';

/** Switches between sandbox and live providers, for all users and processes. */
export const useSwitchMode = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mode: Mode) => request('/settings', { method: 'PATCH', body: { mode }, schema: settingsSchema }),
    onSuccess: (settings) => {
      client.setQueryData(settingsKey, settings);
      return client.invalidateQueries({ queryKey: metaKey });
    },
  });
};
