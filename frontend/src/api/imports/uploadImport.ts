import { type ImportCreated, importCreatedSchema } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiUnreachable, problemFromResponse } from '../ApiProblem.ts';
import { fetchAgain } from '../live/fetchAgain.ts';
import { importListKey } from './getImports.ts';
import { newIdempotencyKey, queryString, readBody } from '../http.ts';

export type Upload = {
  file: File;
  /** Name of a workbook's sheet. Without it the server reads the first one with data. */
  sheet?: string;
  signal: AbortSignal;
  /** Receives the uploaded share of the file, 0 to 1. */
  onProgress: (share: number) => void;
};

/** Uploads with XMLHttpRequest, because `fetch` reports no upload progress. */
const send = ({ file, sheet, signal, onProgress }: Upload): Promise<Response> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/imports${queryString({ sheet })}`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', newIdempotencyKey());
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total));
    request.addEventListener('load', () =>
      resolve(new Response(request.responseText, { status: request.status, statusText: request.statusText })),
    );
    request.addEventListener('error', () => reject(new ApiUnreachable('no response')));
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.set('file', file, file.name);
    request.send(form);
  });

/**
 * Uploads a file. The server saves it as the draft of an import and returns its reading.
 * @throws {ApiProblem} the file can't be imported; the detail names its format and the next step
 * @throws {ApiUnreachable} no response
 * @throws {DOMException} `AbortError`: the signal was aborted
 */
export const uploadImport = async (upload: Upload): Promise<ImportCreated> => {
  const response = await send(upload);
  if (!response.ok) throw await problemFromResponse(response);
  return readBody(response, importCreatedSchema);
};

export const useUploadImport = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: uploadImport,
    onSuccess: () => fetchAgain(client, { queryKey: importListKey }),
  });
};
