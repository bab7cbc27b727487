import { Button, Group, Textarea } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ConflictNote } from './ConflictNote.tsx';
import type { MessageDraft } from './useMessageDraft.ts';

/** The field in which a message is written. Ctrl+Enter saves; Escape leaves the field and keeps the text. */
export const MessageEditor = ({ draft, text }: { draft: MessageDraft; text: string }) => {
  const field = useRef<HTMLTextAreaElement>(null);
  // A text area that takes the focus has its caret at the start.
  useEffect(() => field.current?.setSelectionRange(field.current.value.length, field.current.value.length), []);
  return (
    <>
      <Textarea
        ref={field}
        aria-label="Message"
        rows={8}
        resize="vertical"
        autoFocus
        value={text}
        error={draft.error}
        onChange={(event) => draft.write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void draft.save();
          if (event.key !== 'Escape') return;
          // Keeps the panel open.
          event.preventDefault();
          draft.stop();
        }}
      />
      {draft.conflict === null ? null : (
        <ConflictNote
          field="message"
          conflict={draft.conflict}
          onKeep={() => void draft.save()}
          onTake={draft.discard}
        />
      )}
      <Group justify="end" gap={6} mt={6}>
        <Button size="compact-xs" variant="default" onClick={draft.discard}>
          Discard draft
        </Button>
        <Button size="compact-xs" disabled={draft.isSaving} onClick={() => void draft.save()}>
          {draft.isSaving ? 'Saving…' : 'Save message'}
        </Button>
      </Group>
    </>
  );
};
