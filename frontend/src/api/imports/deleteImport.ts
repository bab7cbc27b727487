import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../http.ts';
import { dropImport } from './importCache.ts';

/** Deletes a draft and its file. Leads do not change. */
export const deleteImport = (id: number): Promise<void> => request(`/imports/${id}`, { method: 'DELETE' });

export const useDeleteImport = () => {
  const client = useQueryClient();
  return useMutation({ mutationFn: deleteImport, onSuccess: (_done, id) => dropImport(client, id) });
};
