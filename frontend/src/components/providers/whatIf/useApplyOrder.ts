import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ProviderPatch } from '@tinygenesy/contract';
import { providersKey } from '../../../api/providers/getProviders.ts';
import { updateProvider } from '../../../api/providers/updateProvider.ts';
import { tellError } from '../../../app/notify.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { moved } from '../order/moved.ts';
import type { DraftProvider } from './draftProvider.ts';

/** Returns the changes that turn the current order into the wanted one, to be saved one after the other. */
export const orderChanges = (
  wanted: readonly DraftProvider[],
  current: readonly DraftProvider[],
): { id: string; patch: ProviderPatch }[] => {
  let order = current.map(({ id }) => id);
  return wanted.flatMap(({ id, enabled }, index) => {
    const patch: ProviderPatch = {};
    const at = order.indexOf(id);
    if (at !== index) {
      patch.position = index + 1;
      order = moved(order, at, index);
    }
    if (current.find((one) => one.id === id)?.enabled !== enabled) patch.enabled = enabled;
    return Object.keys(patch).length === 0 ? [] : [{ id, patch }];
  });
};

type Orders = { wanted: readonly DraftProvider[]; current: readonly DraftProvider[] };

/** Saves an order that was tried, with an undo. */
export const useApplyOrder = () => {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async ({ wanted, current }: Orders) => {
      for (const change of orderChanges(wanted, current)) await updateProvider(change);
    },
    onSettled: () => client.invalidateQueries({ queryKey: providersKey }),
    onError: (error) => tellError('Couldn’t save the whole order. See the order below', error),
  });
  return {
    isPending: save.isPending,
    use: (wanted: readonly DraftProvider[], current: readonly DraftProvider[], onUsed: () => void): void =>
      save.mutate(
        { wanted, current },
        {
          onSuccess: () => {
            onUsed();
            tellWithAction({
              id: `order-used-${crypto.randomUUID()}`,
              message: 'The order is in use. New calls follow this order.',
              action: 'Undo',
              onAction: (hide) => {
                hide();
                save.mutate({ wanted: current, current: wanted });
              },
            });
          },
        },
      ),
  };
};
