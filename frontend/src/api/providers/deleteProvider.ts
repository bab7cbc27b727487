import { useMutation, useQueryClient } from '@tanstack/react-query';
import { providersKey } from './getProviders.ts';
import { request } from '../http.ts';

const deleteProvider = (id: string): Promise<void> =>
  request(`/providers/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const useDeleteProvider = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deleteProvider,
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
  });
};
