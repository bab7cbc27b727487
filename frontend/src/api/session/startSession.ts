import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { useLive } from '../live/liveContext.ts';

/** Trades the server's key for a cookie, which requests and the events' line bring along. A wrong key is a 401. */
export const startSession = (apiKey: string): Promise<void> =>
  request('/session', { method: 'POST', body: { apiKey } });

export const useStartSession = () => {
  const client = useQueryClient();
  const live = useLive();
  return useMutation({
    mutationFn: startSession,
    onSuccess: () => {
      live?.connection.reconnectNow();
      return client.resetQueries();
    },
  });
};
