import { ActionIcon, Anchor, Group, Text, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { Lead } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { MessageActions } from '../../messages/MessageActions.tsx';
import { messagesAddress } from '../../messages/messageSet.ts';
import classes from './LeadPanel.module.css';
import { MessageEditor } from './MessageEditor.tsx';
import { MessageOrigin } from './MessageOrigin.tsx';
import { type MessageDraft, type SaveMessage, useMessageDraft } from './useMessageDraft.ts';

const EditButton = ({ message, onEdit }: { message: string | null; onEdit: () => void }) => {
  const label = message === null ? 'Write message' : 'Edit message';
  return (
    <Tooltip label={label}>
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={label} onClick={onEdit}>
        <IconPencil size={14} />
      </ActionIcon>
    </Tooltip>
  );
};

const MessageText = ({ lead }: { lead: Lead }) => (
  <Text size="sm" className={classes['message'] ?? ''} {...(lead.message === null ? { c: 'dimmed' } : {})}>
    {lead.message ?? 'No message yet. '}
    {lead.message !== null || lead.doNotContact || lead.suppressed ? null : (
      <Anchor component={Link} to={messagesAddress({ leadIds: [lead.id] }).to} size="sm">
        Create from a template
      </Anchor>
    )}
  </Text>
);

const UnsavedNote = ({ draft }: { draft: MessageDraft }) => (
  <Group gap={8} mt={4} role="note" aria-label="Draft">
    <Text size="xs">Draft kept. It is not saved yet.</Text>
    <Anchor component="button" type="button" size="xs" onClick={draft.begin}>
      Continue editing
    </Anchor>
    <Anchor component="button" type="button" size="xs" onClick={draft.discard}>
      Discard draft
    </Anchor>
  </Group>
);

/** A lead's message: its text, source, editor, and what can be done with it. */
export const MessageSection = ({ lead, onSave }: { lead: Lead; onSave: SaveMessage }) => {
  const draft = useMessageDraft(lead, onSave);
  return (
    <section className={classes['section']} aria-label="Message">
      <Group justify="space-between" mb={4}>
        <h3 className={classes['sectionHead']}>Message</h3>
        {draft.isWriting ? null : <EditButton message={lead.message} onEdit={draft.begin} />}
      </Group>
      {draft.text === null ? <MessageText lead={lead} /> : <MessageEditor draft={draft} text={draft.text} />}
      {draft.hasUnsaved ? <UnsavedNote draft={draft} /> : null}
      {lead.message === null ? null : (
        <>
          {draft.text === null ? <MessageActions lead={lead} message={lead.message} /> : null}
          <MessageOrigin lead={lead} />
        </>
      )}
    </section>
  );
};
