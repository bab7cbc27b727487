import { whatIfSchema } from '@tinygenesy/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from '../http.ts';

/** Numbers, money and time of another order of providers, beside the current order. Providers left out are not called. */
export const useWhatIf = (order: readonly string[]) =>
  useQuery({
    queryKey: ['what-if', ...order],
    queryFn: ({ signal }) =>
      request(`/providers/what-if?order=${encodeURIComponent(order.join(','))}`, { schema: whatIfSchema, signal }),
    enabled: order.length > 0,
    placeholderData: keepPreviousData,
  });
