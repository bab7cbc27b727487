import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export type ImportAddress = {
  /** The import that is open, `new` before there is one, null when none is. */
  open: number | 'new' | null;
  /** Whether a draft is being reviewed; else its columns are shown. */
  isReview: boolean;
  show: (open: number | 'new' | null, isReview?: boolean) => void;
};

/** What the address says about the open import, and how to change it. */
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
