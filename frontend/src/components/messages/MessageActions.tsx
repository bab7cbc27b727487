import { Button, Group, Text } from '@mantine/core';
import { IconCopy, IconMail } from '@tabler/icons-react';
import type { Lead } from '@tinygenesy/contract';
import { useId } from 'react';
import { copyText } from '../shell/copyText.ts';
import { emailLink } from './emailLink.ts';

const copyMessage = (message: string): void =>
  copyText(message, 'Message copied.', {
    what: 'Couldn’t copy the message',
    next: 'Your browser blocks copying on this page. Select the message and copy it yourself.',
  });

/** Copies the message of one lead, or opens a mail program with it; where that is impossible, says why. */
export const MessageActions = ({ lead, message }: { lead: Lead; message: string }) => {
  const whyId = useId();
  const link = emailLink(lead, message);
  const email = { size: 'compact-xs', variant: 'default', leftSection: <IconMail size={14} aria-hidden /> } as const;
  return (
    <Group gap={6} mt={8} role="group" aria-label="Use this message">
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconCopy size={14} />}
        onClick={() => copyMessage(message)}
      >
        Copy message
      </Button>
      {'href' in link ? (
        <Button component="a" href={link.href} {...email}>
          Write email
        </Button>
      ) : (
        <>
          <Button disabled aria-describedby={whyId} {...email}>
            Write email
          </Button>
          <Text id={whyId} size="xs" c="dimmed">
            {link.why}
          </Text>
        </>
      )}
    </Group>
  );
};
