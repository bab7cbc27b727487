import { useSessionStorage } from '@mantine/hooks';
import type { Lead } from '@tinygenesy/contract';
import { useState } from 'react';
import type { Conflict, Refusal } from './refusal.ts';

type Draft = { text: string; of: string | null; version: number };

/** Saves a message. @returns why it was not saved, or null */
export type SaveMessage = (message: string, seenVersion: number) => Promise<Refusal | null>;

/**
 * A message being written. The draft outlives the panel: only saving or discarding removes it, so that Escape loses
 * nothing.
 */
export const useMessageDraft = (lead: Lead, onSave: SaveMessage) => {
  const [draft, setDraft] = useSessionStorage<Draft | null>({
    key: `tinygenesy.message-draft.${lead.id}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const [isWriting, setIsWriting] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const { message } = lead;
  const isChanged = draft !== null && draft.text.trim() !== (draft.of ?? '');

  const discard = (): void => {
    setIsWriting(false);
    setConflict(null);
    setDraft(null);
  };
  const save = async (): Promise<void> => {
    if (draft === null || isSaving) return;
    if (!isChanged && conflict === null) {
      discard();
      return;
    }
    setIsSaving(true);
    // A change of other fields since the user began is no conflict.
    const unchanged = message === draft.of ? lead.version : draft.version;
    const problem = await onSave(draft.text, conflict?.version ?? unchanged);
    setIsSaving(false);
    setError(typeof problem === 'string' ? problem : null);
    setConflict(problem === null || typeof problem === 'string' ? null : problem);
    if (problem === null) discard();
  };

  return {
    /** The text in the editor; null while the user does not write. */
    text: draft !== null && isWriting ? draft.text : null,
    isWriting,
    /** Whether a changed text is kept while the editor is closed. */
    hasUnsaved: isChanged && !isWriting,
    error,
    conflict,
    isSaving,
    begin: (): void => {
      setError(null);
      setIsWriting(true);
      if (draft === null) setDraft({ text: message ?? '', of: message, version: lead.version });
    },
    write: (text: string): void => {
      if (draft !== null) setDraft({ ...draft, text });
    },
    /** Leaves the editor and keeps a changed text. */
    stop: (): void => {
      if (isChanged) setIsWriting(false);
      else discard();
    },
    discard,
    save,
  };
};

export type MessageDraft = ReturnType<typeof useMessageDraft>;
