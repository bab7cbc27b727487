import { Alert, Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { Import } from '@tinygenesy/contract';
import { useState } from 'react';
import { useUndoImport } from '../../api/imports/undoImport.ts';
import { tellError } from '../../app/notify.ts';
import { canUndo } from '../../words/import.ts';
import { leadsWord } from '../../words/numbers.ts';

const promise = (one: Import): string =>
  [
    (one.counts?.['created'] ?? 0) > 0
      ? `It removes the ${leadsWord(one.counts?.['created'] ?? 0)} that this import created.`
      : null,
    (one.counts?.['updated'] ?? 0) > 0
      ? `It puts ${leadsWord(one.counts?.['updated'] ?? 0)} back as they were before.`
      : null,
    'What somebody changed since stays, and you are told how much that is.',
  ]
    .filter((part) => part !== null)
    .join(' ');

/** Takes an import back, after saying once what that does. */
export const UndoImport = ({ one }: { one: Import }) => {
  const undo = useUndoImport();
  const [isAsking, setIsAsking] = useState(false);
  if (!canUndo(one)) return null;
  if (!isAsking) {
    return (
      <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={14} />} onClick={() => setIsAsking(true)}>
        Undo this import
      </Button>
    );
  }
  return (
    <Alert color="orange" variant="light" p="xs" maw={560} role="group" aria-label="Undo this import?">
      <Text size="sm">{promise(one)}</Text>
      <Group gap="xs" mt={8}>
        <Button
          size="xs"
          color="red"
          disabled={undo.isPending}
          onClick={() =>
            undo.mutate({ id: one.id }, { onError: (error) => tellError('The import was not taken back', error) })
          }
        >
          {undo.isPending ? 'Starting…' : 'Yes, undo it'}
        </Button>
        <Button size="xs" variant="default" autoFocus onClick={() => setIsAsking(false)}>
          Keep the leads
        </Button>
      </Group>
    </Alert>
  );
};
