import { Alert, Button, Group, Text } from '@mantine/core';
import type { Job, LeadSet } from '@tinygenesy/contract';
import { useOutdatedMessages } from '../../api/messages/countOutdatedMessages.ts';
import { useRegenerateMessages } from '../../api/messages/regenerateMessages.ts';
import { tellError } from '../../app/notify.ts';
import { count } from '../../words/numbers.ts';

/** Tells of messages that say what is not so any more, and makes them again. */
export const OutdatedMessages = ({ set, onStarted }: { set: LeadSet; onStarted: (job: Job) => void }) => {
  const { data: outdated } = useOutdatedMessages(set);
  const regenerate = useRegenerateMessages();
  if (outdated === undefined || outdated === 0) return null;
  const messages = `${count(outdated)} ${outdated === 1 ? 'message' : 'messages'}`;
  return (
    <Alert color="yellow" variant="light" p="xs" role="note" aria-label="Outdated messages">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">
          {messages} of these leads {outdated === 1 ? 'is' : 'are'} outdated: a field that the message names has changed
          since. Messages that were edited by hand are not among them.
        </Text>
        <Button
          size="xs"
          style={{ flex: 'none' }}
          disabled={regenerate.isPending}
          onClick={() =>
            regenerate.mutate(set, {
              onSuccess: onStarted,
              onError: (error) => tellError('The messages were not made again', error),
            })
          }
        >
          {regenerate.isPending ? 'Starting…' : `Regenerate ${messages}`}
        </Button>
      </Group>
    </Alert>
  );
};
