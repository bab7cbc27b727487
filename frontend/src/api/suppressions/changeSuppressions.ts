import {
  type SuppressionsAdded,
  suppressionsAddedSchema,
  type SuppressionsRemoved,
  suppressionsRemovedSchema,
} from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiUnreachable, problemFromResponse } from '../ApiProblem.ts';
import { queryString, readBody, request } from '../http.ts';
import { fetchAgain } from '../live/fetchAgain.ts';
import { suppressionsKey } from './getSuppressions.ts';

export type NewList = { file: File; countryCode: string | null };

/** Sends a list as a form, because it may be too long for JSON. */
const addList = async ({ file, countryCode }: NewList): Promise<SuppressionsAdded> => {
  const form = new FormData();
  form.set('file', file, file.name);
  const address = `/suppressions${queryString({ defaultCountryCode: countryCode ?? undefined })}`;
  const response = await fetch(address, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: form,
  }).catch((error: unknown) => {
    throw new ApiUnreachable('no response', { cause: error });
  });
  if (!response.ok) throw await problemFromResponse(response);
  return readBody(response, suppressionsAddedSchema);
};

/** Runs a change of the list; the list is fetched again, also after a failure. */
const useChange = <Given, Result>(mutationFn: (given: Given) => Promise<Result>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => fetchAgain(client, { queryKey: suppressionsKey }) });
};

/** Adds a file or pasted values. */
export const useAddSuppressions = () => useChange(addList);

/** Removes a value. */
export const useRemoveSuppression = () =>
  useChange((entry: string): Promise<SuppressionsRemoved> =>
    request('/suppressions', { method: 'DELETE', body: { entries: [entry] }, schema: suppressionsRemovedSchema }),
  );

/** Removes the values of an upload. */
export const useUndoSuppressions = () =>
  useChange((batchId: number) => request(`/suppressions/batches/${batchId}`, { method: 'DELETE' }));
