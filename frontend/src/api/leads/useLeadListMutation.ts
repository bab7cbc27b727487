import { type MutationFunction, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { refreshLeadLists } from './leadCache.ts';

/**
 * A mutation that adds, removes or changes leads: on success it fetches lead lists and counts again.
 * @param update further updates of the query cache
 */
export const useLeadListMutation = <Result, Input = void>(
  mutationFn: MutationFunction<Result, Input>,
  update?: (client: QueryClient, result: Result) => Promise<void> | void,
) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (result) => Promise.all([update?.(client, result), refreshLeadLists(client)]),
  });
};
