import { ActionIcon, Anchor, Group, Text, Tooltip } from '@mantine/core';
import { IconCopy, IconPencil } from '@tabler/icons-react';
import type { Lead } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { copyText } from '../../shell/copyText.ts';
import { messagesAddress } from '../../messages/messageSet.ts';
import classes from './LeadPanel.module.css';
import { MessageEditor } from './MessageEditor.tsx';
import { MessageOrigin } from './MessageOrigin.tsx';
import { type MessageDraft, type SaveMessage, useMessageDraft } from './useMessageDraft.ts';

const copyMessage = (message: string): void =>
  copyText(message, 'Message copied.', {
    what: 'Couldn’t copy the message',
    next: 'Your browser blocks copying on this page. Select the message and copy it yourself.',
  });

const MessageButtons = ({ message, onEdit }: { message: string | null; onEdit: () => void }) => (
  <Group gap={4}>
    {message === null ? null : (
      <Tooltip label="Copy">
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label="Copy message"
          onClick={() => copyMessage(message)}
        >
          <IconCopy size={14} />
        </ActionIcon>
      </Tooltip>
    )}
    <Tooltip label={message === null ? 'Write message' : 'Edit message'}>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={message === null ? 'Write message' : 'Edit message'}
        onClick={onEdit}
      >
        <IconPencil size={14} />
      </ActionIcon>
    </Tooltip>
  </Group>
);

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

/** A lead's message: its text, source, editor and copy button. */
export const MessageSection = ({ lead, onSave }: { lead: Lead; onSave: SaveMessage }) => {
  const draft = useMessageDraft(lead, onSave);
  return (
    <section className={classes['section']} aria-label="Message">
      <Group justify="space-between" mb={4}>
        <span className={classes['sectionHead']}>Message</span>
        {draft.isWriting ? null : <MessageButtons message={lead.message} onEdit={draft.begin} />}
      </Group>
      {draft.text === null ? <MessageText lead={lead} /> : <MessageEditor draft={draft} text={draft.text} />}
      {draft.hasUnsaved ? <UnsavedNote draft={draft} /> : null}
      {lead.message === null ? null : <MessageOrigin lead={lead} />}
    </section>
  );
};
