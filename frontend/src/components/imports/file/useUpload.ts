import { useEffect, useRef, useState } from 'react';
import { useUploadImport } from '../../../api/imports/uploadImport.ts';

/** Takes one file at a time up to the server. Who leaves or cancels ends it; then nothing is kept. */
export const useUpload = (onUploaded: (importId: number) => void) => {
  const upload = useUploadImport();
  const [share, setShare] = useState(0);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = (file: File): void => {
    const mine = new AbortController();
    running.current = mine;
    setShare(0);
    upload.mutate({ file, signal: mine.signal, onProgress: setShare }, { onSuccess: ({ id }) => onUploaded(id) });
  };
  const cancelled = upload.error instanceof DOMException;
  return {
    start,
    cancel: () => running.current?.abort(),
    /** What is on its way now. */
    file: upload.isPending ? upload.variables.file : null,
    /** How much of it is there, 0 to 1. */
    share,
    error: cancelled ? null : upload.error,
    failedFile: upload.variables?.file.name ?? '',
  };
};
