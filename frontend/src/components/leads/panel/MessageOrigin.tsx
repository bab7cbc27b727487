import { Anchor, Group, Text } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import { useState } from 'react';
import { useMessageOrigin } from '../../../api/messages/getMessageOrigin.ts';
import { useRegenerateMessages } from '../../../api/messages/regenerateMessages.ts';
import { tell, tellError } from '../../../app/notify.ts';
import { originWords } from '../../../words/message.ts';
import classes from './LeadPanel.module.css';

/** Source of a message: its template, and Regenerate after a merge field changed. */
export const MessageOrigin = ({ lead }: { lead: Lead }) => {
  const { data: origin } = useMessageOrigin(lead.id, lead.version);
  const regenerate = useRegenerateMessages();
  const [showsTemplate, setShowsTemplate] = useState(false);
  if (origin === undefined) return null;
  const words = originWords(origin);
  return (
    <>
      <Group gap={8} mt={4}>
        {words === '' ? null : (
          <Text size="xs" c="dimmed" role="note" aria-label="Message source">
            {words}
          </Text>
        )}
        {origin.template === null ? null : (
          <Anchor component="button" type="button" size="xs" onClick={() => setShowsTemplate(!showsTemplate)}>
            {showsTemplate ? 'Hide template' : 'Show template'}
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
                  onSuccess: () => tell('Regenerating the message.'),
                  onError: (error) => tellError('Couldn’t regenerate the message', error),
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
