import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { useLive } from '../live/liveContext.ts';

/** Exchanges the API key for a cookie, which requests and the WebSocket send. A wrong key fails with 401. */
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
