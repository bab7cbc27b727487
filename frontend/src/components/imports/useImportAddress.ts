import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export type ImportAddress = {
  /** Id of the open import, `new` before the upload, null when none is open. */
  open: number | 'new' | null;
  /** Whether a draft shows its review; otherwise it shows its columns. */
  isReview: boolean;
  show: (open: number | 'new' | null, isReview?: boolean) => void;
};

/** Reads and changes the open import in the address, so that a reload or link opens it again. */
export const useImportAddress = (): ImportAddress => {
  const [query, setQuery] = useSearchParams();
  const text = query.get('import');
  const show = useCallback(
    (open: number | 'new' | null, isReview = false) =>
      setQuery((before) => {
        const next = new URLSearchParams(before);
        next.delete('importStep');
        if (open === null) next.delete('import');
        else next.set('import', String(open));
        if (isReview) next.set('importStep', 'review');
        return next;
      }),
    [setQuery],
  );
  const id = Number(text);
  return {
    open: text === 'new' ? 'new' : text !== null && Number.isSafeInteger(id) && id > 0 ? id : null,
    isReview: query.get('importStep') === 'review',
    show,
  };
};
