import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** What is shown of an import: the review of a draft, or the results as opened from the history. */
export type ImportView = 'review' | 'results';

export type ImportAddress = {
  /** Id of the open import, `new` before the upload, null when none is open. */
  open: number | 'new' | null;
  /** Null: the columns of a draft, or the end of the steps. */
  view: ImportView | null;
  show: (open: number | 'new' | null, view?: ImportView) => void;
};

/** Reads and changes the open import in the address, so that a reload or link opens it again. */
export const useImportAddress = (): ImportAddress => {
  const [query, setQuery] = useSearchParams();
  const text = query.get('import');
  const step = query.get('importStep');
  const show = useCallback(
    (open: number | 'new' | null, view?: ImportView) =>
      setQuery((before) => {
        const next = new URLSearchParams(before);
        next.delete('importStep');
        if (open === null) next.delete('import');
        else next.set('import', String(open));
        if (view !== undefined) next.set('importStep', view);
        return next;
      }),
    [setQuery],
  );
  const id = Number(text);
  return {
    open: text === 'new' ? 'new' : text !== null && Number.isSafeInteger(id) && id > 0 ? id : null,
    view: step === 'review' || step === 'results' ? step : null,
    show,
  };
};
