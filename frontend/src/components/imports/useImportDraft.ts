import type { ImportDetail, ImportReading, ImportSettings } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { keepDraft, previewImport } from '../../api/imports/previewImport.ts';
import { pruneFixes } from './fixes.ts';
import { carryOver, conflictsOf, type DraftSettings, startSettings } from './mapping.ts';

/** A draft whose file was read. */
export type DraftImport = ImportDetail & { reading: ImportReading };
/** How the bytes are read; a change of it is another table. */
export type ReadingChoice = Pick<ImportSettings, 'encoding' | 'delimiter' | 'hasHeader'>;

export type ImportDraft = {
  id: number;
  reading: ImportReading;
  settings: DraftSettings;
  /** Changes what is done with the file; the server keeps it, so that a reload goes on here. */
  change: (part: Partial<DraftSettings>) => void;
  /** Has the file read in another way and shows what comes out at once. */
  readAgain: (how: ReadingChoice) => void;
  isReading: boolean;
  error: unknown;
};

/** What a person has chosen for an import that is not begun. The last choice wins, whatever answer comes last. */
export const useImportDraft = (detail: DraftImport): ImportDraft => {
  const client = useQueryClient();
  const { id, reading } = detail;
  const [settings, setSettings] = useState(() => startSettings(reading, detail.settings));
  const running = useRef<AbortController | null>(null);

  const save = useMutation({
    mutationFn: async ({ next }: { next: ImportSettings; isReading: boolean }) => {
      running.current?.abort();
      const mine = new AbortController();
      running.current = mine;
      try {
        const preview = await previewImport(id, next, 0, mine.signal);
        return mine.signal.aborted ? null : preview;
      } catch (error) {
        if (mine.signal.aborted) return null;
        throw error;
      }
    },
  });

  return {
    id,
    reading,
    settings,
    isReading: save.isPending && save.variables.isReading,
    error: save.error,
    change: (part) => {
      const merged = { ...settings, ...part };
      const next = { ...merged, fixes: pruneFixes(merged.fixes, merged.mapping) };
      setSettings(next);
      // The server takes no mapping with a conflict in it; the next choice solves it.
      if (conflictsOf(reading, next.mapping).size > 0) return;
      save.mutate({ next, isReading: false }, { onSuccess: (preview) => preview && keepDraft(client, id, preview) });
    },
    readAgain: (how) => {
      // Other delimiters make other rows: what was corrected by hand in the old ones means nothing in them.
      const fixes = how.encoding === undefined ? [] : settings.fixes;
      const next = { ...settings, ...how, fixes };
      setSettings(next);
      const { mapping: _asTheFileSuggests, ...asked } = next;
      save.mutate(
        { next: asked, isReading: true },
        {
          onSuccess: (preview) => {
            if (preview === null) return;
            keepDraft(client, id, preview);
            setSettings((now) => ({ ...now, mapping: carryOver(reading, now.mapping, preview.reading) }));
          },
        },
      );
    },
  };
};
