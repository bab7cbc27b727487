import { ActionIcon, Anchor, Button, Group, Text, Textarea, Tooltip } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { IconCopy, IconPencil } from '@tabler/icons-react';
import type { Lead } from '@tinygenesy/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMessageOrigin } from '../../../api/messages/getMessageOrigin.ts';
import { useRegenerateMessages } from '../../../api/messages/regenerateMessages.ts';
import { tell, tellError, tellProblem } from '../../../app/notify.ts';
import { originWords } from '../../../words/message.ts';
import { messagesAddress } from '../../messages/messageSet.ts';
import classes from './LeadPanel.module.css';

const Origin = ({ lead }: { lead: Lead }) => {
  const { data: origin } = useMessageOrigin(lead.id, lead.version);
  const regenerate = useRegenerateMessages();
  const [showsTemplate, setShowsTemplate] = useState(false);
  if (origin === undefined) return null;
  const words = originWords(origin);
  return (
    <>
      <Group gap={8} mt={4}>
        {words === '' ? null : (
          <Text size="xs" c="dimmed" role="note" aria-label="Where the message comes from">
            {words}
          </Text>
        )}
        {origin.template === null ? null : (
          <Anchor component="button" type="button" size="xs" onClick={() => setShowsTemplate(!showsTemplate)}>
            {showsTemplate ? 'Hide the template' : 'Show the template'}
          </Anchor>
        )}
        {origin.isOutdated && origin.editedAt === null ? (
          <Anchor
            component="button"
            type="button"
            size="xs"
            disabled={regenerate.isPending}
            onClick={() =>
              regenerate.mutate(
                { leadIds: [lead.id] },
                {
                  onSuccess: () => tell('The message is being made again.'),
                  onError: (error) => tellError('The message was not made again', error),
                },
              )
            }
          >
            Regenerate
          </Anchor>
        ) : null}
      </Group>
      {showsTemplate ? (
        <Text size="xs" mt={4} className={classes['template'] ?? ''}>
          {origin.template}
        </Text>
      ) : null}
    </>
  );
};

type Draft = { text: string; of: string | null; version: number };

type MessageSectionProps = {
  lead: Lead;
  /** Says a complaint, or null when it was taken. */
  onSave: (message: string, seenVersion: number) => Promise<string | null>;
};

/** A lead's message: where it comes from, changed by hand, copied. */
export const MessageSection = ({ lead, onSave }: MessageSectionProps) => {
  // Outlives the panel: what was written by hand goes only when it is saved or discarded.
  const [draft, setDraft] = useSessionStorage<Draft | null>({
    key: `tinygenesy.message-draft.${lead.id}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const [isWriting, setIsWriting] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const { message } = lead;

  const begin = (): void => {
    setComplaint(null);
    setIsWriting(true);
    if (draft === null) setDraft({ text: message ?? '', of: message, version: lead.version });
  };
  const discard = (): void => {
    setIsWriting(false);
    setDraft(null);
  };
  const isChanged = draft !== null && draft.text.trim() !== (draft.of ?? '');
  const stopWriting = (): void => {
    if (isChanged) setIsWriting(false);
    else discard();
  };
  const save = async (): Promise<void> => {
    if (draft === null || saving) return;
    if (!isChanged) {
      discard();
      return;
    }
    setSaving(true);
    // Other fields may have changed while somebody typed: that is no conflict.
    const problem = await onSave(draft.text, message === draft.of ? lead.version : draft.version);
    setSaving(false);
    setComplaint(problem);
    if (problem === null) discard();
  };
  const copy = (): void => {
    if (message === null) return;
    navigator.clipboard.writeText(message).then(
      () => tell('The message is copied.'),
      () =>
        tellProblem('The message was not copied', 'The browser does not allow it here. Select it and copy it by hand.'),
    );
  };

  return (
    <section className={classes['section']} aria-label="Message">
      <Group justify="space-between" mb={4}>
        <span className={classes['sectionHead']}>Message</span>
        {isWriting ? null : (
          <Group gap={4}>
            {message === null ? null : (
              <Tooltip label="Copy">
                <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Copy the message" onClick={copy}>
                  <IconCopy size={14} />
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label={message === null ? 'Write one' : 'Edit'}>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={message === null ? 'Write a message' : 'Edit the message'}
                onClick={begin}
              >
                <IconPencil size={14} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      {draft === null || !isWriting ? (
        <Text size="sm" className={classes['message'] ?? ''} {...(message === null ? { c: 'dimmed' } : {})}>
          {message ?? 'None yet. '}
          {message !== null || lead.doNotContact ? null : (
            <Anchor component={Link} to={messagesAddress({ leadIds: [lead.id] }).to} size="sm">
              Make one from a template
            </Anchor>
          )}
        </Text>
      ) : (
        <>
          <Textarea
            aria-label="Message"
            rows={8}
            resize="vertical"
            autoFocus
            value={draft.text}
            error={complaint}
            onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
              if (event.key !== 'Escape') return;
              // Only the writing ends; the panel and what was written stay.
              event.preventDefault();
              stopWriting();
            }}
          />
          <Group justify="end" gap={6} mt={6}>
            <Button size="compact-xs" variant="default" onClick={discard}>
              Discard
            </Button>
            <Button size="compact-xs" disabled={saving} onClick={() => void save()}>
              {saving ? 'Saving…' : 'Save the message'}
            </Button>
          </Group>
        </>
      )}
      {draft !== null && isChanged && !isWriting ? (
        <Group gap={8} mt={4} role="note" aria-label="Draft">
          <Text size="xs">What you wrote is kept and not saved.</Text>
          <Anchor component="button" type="button" size="xs" onClick={begin}>
            Go on writing
          </Anchor>
          <Anchor component="button" type="button" size="xs" onClick={discard}>
            Discard
          </Anchor>
        </Group>
      ) : null}
      {message === null ? null : <Origin lead={lead} />}
    </section>
  );
};
