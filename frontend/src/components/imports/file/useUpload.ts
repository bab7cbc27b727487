import type { ImportCreated } from '@tinygenesy/contract';
import { useEffect, useRef, useState } from 'react';
import { useUploadImport } from '../../../api/imports/uploadImport.ts';

/** Uploads one file at a time. Cancelling or closing the step aborts the upload, and nothing is stored. */
export const useUpload = (onUploaded: (created: ImportCreated, file: File) => void) => {
  const upload = useUploadImport();
  const [share, setShare] = useState(0);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = (file: File, sheet?: string): void => {
    const mine = new AbortController();
    running.current = mine;
    setShare(0);
    const sent = { file, signal: mine.signal, onProgress: setShare, ...(sheet === undefined ? {} : { sheet }) };
    upload.mutate(sent, { onSuccess: (created) => onUploaded(created, file) });
  };
  const cancelled = upload.error instanceof DOMException;
  return {
    start,
    cancel: () => running.current?.abort(),
    /** The file of the current upload. */
    file: upload.isPending ? upload.variables.file : null,
    /** Share of the file that is uploaded, 0 to 1. */
    share,
    error: cancelled ? null : upload.error,
    failedFile: upload.variables?.file.name ?? '',
  };
};
