import type { MessageTemplate } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageTemplatesKey } from './getMessageTemplates.ts';
import { request } from '../http.ts';

export const deleteMessageTemplate = (id: number): Promise<void> =>
  request(`/message-templates/${id}`, { method: 'DELETE' });

export const useDeleteMessageTemplate = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deleteMessageTemplate,
    onSuccess: (_nothing, id) => {
      client.setQueryData<MessageTemplate[]>(messageTemplatesKey, (known) => known?.filter((one) => one.id !== id));
    },
  });
};
