import { Alert, Button, Group, Text } from '@mantine/core';
import type { LeadSet } from '@tinygenesy/contract';
import { useOutdatedMessages } from '../../api/messages/countOutdatedMessages.ts';
import { useRegenerateMessages } from '../../api/messages/regenerateMessages.ts';
import { tellError } from '../../app/notify.ts';
import { count } from '../../words/numbers.ts';

/** Number of messages whose merge fields changed after they were written, and a button that regenerates them. */
export const OutdatedMessages = ({ set }: { set: LeadSet }) => {
  const { data: outdated } = useOutdatedMessages(set);
  const regenerate = useRegenerateMessages();
  if (outdated === undefined || outdated === 0) return null;
  const messages = `${count(outdated)} ${outdated === 1 ? 'message' : 'messages'}`;
  return (
    <Alert color="yellow" variant="light" p="xs" role="note" aria-label="Outdated messages">
      <Group justify="space-between" gap="xs">
        <Text size="sm" flex="1 1 240px">
          {messages} of these leads {outdated === 1 ? 'is' : 'are'} outdated: a merge field has changed since the
          message was written. Messages edited by hand are not included.
        </Text>
        <Button
          size="xs"
          style={{ flex: 'none' }}
          disabled={regenerate.isPending}
          onClick={() =>
            regenerate.mutate(set, {
              onError: (error) => tellError('Couldn’t regenerate the messages', error),
            })
          }
        >
          {regenerate.isPending ? 'Starting…' : `Regenerate ${messages}`}
        </Button>
      </Group>
    </Alert>
  );
};
