import type { ImportDetail, ImportReading, ImportSettings } from '@tinygenesy/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { keepDraft, previewImport } from '../../api/imports/previewImport.ts';
import { pruneFixes } from './fixes.ts';
import { carryOver, conflictsOf, type DraftSettings, startSettings } from './mapping.ts';

/** A draft whose file has been inspected. */
export type DraftImport = ImportDetail & { reading: ImportReading };
/** Format settings that turn the bytes into rows and columns. */
export type ReadingChoice = Pick<ImportSettings, 'encoding' | 'delimiter' | 'hasHeader' | 'startLine'>;

export type ImportDraft = {
  id: number;
  reading: ImportReading;
  settings: DraftSettings;
  /** Changes settings and saves them on the server, so that a reload keeps them. */
  change: (part: Partial<DraftSettings>) => void;
  /** Reads the file again in another format, and shows the new columns as soon as the server answers. */
  readAgain: (how: ReadingChoice) => void;
  isReading: boolean;
  error: unknown;
};

/**
 * Settings of an import that has not started. A change cancels the request of the change before, whose late answer would
 * overwrite newer settings.
 */
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
      // The server refuses a mapping with conflicts. It is saved with the change that resolves them.
      if (conflictsOf(reading, next.mapping).size > 0) return;
      save.mutate({ next, isReading: false }, { onSuccess: (preview) => preview && keepDraft(client, id, preview) });
    },
    readAgain: (how) => {
      // Another delimiter or header changes the row numbers, so corrections of the old rows no longer apply.
      const fixes = how.encoding === undefined ? [] : settings.fixes;
      const next = { ...settings, ...how, fixes };
      setSettings(next);
      const { mapping: _suggestedAgain, ...asked } = next;
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
