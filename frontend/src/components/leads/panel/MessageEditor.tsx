import { Button, Group, Textarea } from '@mantine/core';
import { ConflictNote } from './ConflictNote.tsx';
import type { MessageDraft } from './useMessageDraft.ts';

/** The field in which a message is written. Ctrl+Enter saves; Escape leaves the field and keeps the text. */
export const MessageEditor = ({ draft, text }: { draft: MessageDraft; text: string }) => (
  <>
    <Textarea
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
      <ConflictNote field="message" conflict={draft.conflict} onKeep={() => void draft.save()} onTake={draft.discard} />
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
