import { type ImportCreated, importCreatedSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiUnreachable, problemFromResponse } from '../ApiProblem.ts';
import { fetchAgain } from '../live/fetchAgain.ts';
import { importListKey } from './getImports.ts';
import { newIdempotencyKey, readAnswer } from '../http.ts';

export type Upload = {
  file: File;
  signal: AbortSignal;
  /** How much of the file is on the server, 0 to 1. */
  onProgress: (share: number) => void;
};

/** `fetch` does not tell how far an upload is; the older way does. */
const send = ({ file, signal, onProgress }: Upload): Promise<Response> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/imports');
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', newIdempotencyKey());
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total));
    request.addEventListener('load', () =>
      resolve(new Response(request.responseText, { status: request.status, statusText: request.statusText })),
    );
    request.addEventListener('error', () => reject(new ApiUnreachable('no answer')));
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.set('file', file, file.name);
    request.send(form);
  });

/**
 * Takes a file to the server, which keeps it as the draft of an import and says what it looks like.
 * @throws {ApiProblem} it is no file that can be imported; the detail says what it is and what to do
 * @throws {ApiUnreachable} nothing answered
 * @throws {DOMException} `AbortError`: the signal ended it
 */
export const uploadImport = async (upload: Upload): Promise<ImportCreated> => {
  const response = await send(upload);
  if (!response.ok) throw await problemFromResponse(response);
  return readAnswer(response, importCreatedSchema);
};

export const useUploadImport = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: uploadImport,
    onSuccess: () => fetchAgain(client, { queryKey: importListKey }),
  });
};
