import type { ImportFix, ImportProblem, ImportRow } from '@tinygenesy/contract';
import { useCallback, useRef, useState } from 'react';
import { addFix, problemWords, removeFix } from '../fixes.ts';
import type { ImportDraft } from '../useImportDraft.ts';

/** The corrections of a draft, with the texts of their problems and the file lines of their rows. */
export const useCorrections = ({ settings, change }: ImportDraft, problems: readonly ImportProblem[]) => {
  const { fixes } = settings;
  // A corrected problem is no longer in the preview, but its correction still needs the text.
  const texts = useRef(new Map<string, string>());
  for (const { code, text } of problems) texts.current.set(code, text);
  const [lines, setLines] = useState<ReadonlyMap<number, number>>(new Map());
  const noteLines = useCallback(
    (rows: readonly ImportRow[]) =>
      setLines((known) => {
        const fixed = new Set(fixes.map(({ row }) => row));
        const news = rows.filter(({ row }) => fixed.has(row) && !known.has(row));
        return news.length === 0 ? known : new Map([...known, ...news.map(({ row, line }) => [row, line] as const)]);
      }),
    [fixes],
  );
  return {
    fixes,
    add: (fix: ImportFix): void => change({ fixes: addFix(fixes, fix) }),
    allowWithoutEmail: (): void => change({ allowWithoutEmail: true }),
    remove: (fix: ImportFix): void => change({ fixes: removeFix(fixes, fix) }),
    problemText: (code: string): string => texts.current.get(code) ?? problemWords(code),
    lineOf: (row: number): number | undefined => lines.get(row),
    /** Stores the file lines of corrected rows, because the rows on the screen change. */
    noteLines,
  };
};

export type Corrections = ReturnType<typeof useCorrections>;
