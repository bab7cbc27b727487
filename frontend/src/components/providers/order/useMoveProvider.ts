import { useQueryClient } from '@tanstack/react-query';
import type { Provider } from '@tinygenesy/contract';
import { useRef } from 'react';
import { providersKey } from '../../../api/providers/getProviders.ts';
import { useUpdateProvider } from '../../../api/providers/updateProvider.ts';
import { tellError } from '../../../app/notify.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { moved } from './moved.ts';

/** Moves a provider in the waterfall: shown at once, saved once, with an undo. */
export const useMoveProvider = (): ((provider: Provider, from: number, to: number) => void) => {
  const client = useQueryClient();
  const update = useUpdateProvider();
  const closeNotice = useRef<(() => void) | null>(null);

  const move = async (provider: Pick<Provider, 'id' | 'name'>, to: number): Promise<void> => {
    // A list that is on its way has the old order.
    await client.cancelQueries({ queryKey: providersKey });
    client.setQueryData<Provider[]>(providersKey, (before) => {
      if (before === undefined) return before;
      const order = moved(
        before,
        before.findIndex(({ id }) => id === provider.id),
        to,
      );
      return order.map((one, index) => ({ ...one, position: index + 1 }));
    });
    await update.mutateAsync({ id: provider.id, patch: { position: to + 1 } });
  };
  const failed = (error: unknown): void => tellError('Couldn’t save the order. Nothing was changed', error);

  return (provider, from, to) => {
    // Only the last move has an undo: an earlier one would move the provider in an order of which it knows nothing.
    closeNotice.current?.();
    const close = tellWithAction({
      id: `provider-moved-${crypto.randomUUID()}`,
      message: `${provider.name} is now at position ${to + 1}. New calls follow this order.`,
      action: 'Undo',
      onAction: (hide) => {
        hide();
        void move(provider, from).catch(failed);
      },
    });
    closeNotice.current = close;
    void move(provider, to).catch((error: unknown) => {
      close();
      failed(error);
    });
  };
};
