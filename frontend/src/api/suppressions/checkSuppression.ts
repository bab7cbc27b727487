import { type SuppressionCheck, suppressionCheckSchema } from '@tinygenesy/contract';
import { useMutation } from '@tanstack/react-query';
import { request } from '../http.ts';

/** Checks whether the list covers a value. */
export const useCheckSuppression = () =>
  useMutation({
    mutationFn: (entry: string): Promise<SuppressionCheck> =>
      request('/suppressions/check', { method: 'POST', body: { entries: [entry] }, schema: suppressionCheckSchema }),
  });
