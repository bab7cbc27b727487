import { type MessageTemplate, messageTemplateSchema, type MessageTemplateWrite } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageTemplatesKey } from './getMessageTemplates.ts';
import { request } from '../http.ts';

/** A template to save. `id` null: a new template. */
type Saving = MessageTemplateWrite & { id: number | null };

export const saveMessageTemplate = ({ id, name, text }: Saving): Promise<MessageTemplate> =>
  request(id === null ? '/message-templates' : `/message-templates/${id}`, {
    method: id === null ? 'POST' : 'PUT',
    body: { name, text },
    schema: messageTemplateSchema,
  });

export const useSaveMessageTemplate = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: saveMessageTemplate,
    onSuccess: (saved) => {
      client.setQueryData<MessageTemplate[]>(messageTemplatesKey, (known) =>
        known === undefined ? undefined : [saved, ...known.filter(({ id }) => id !== saved.id)],
      );
    },
  });
};
