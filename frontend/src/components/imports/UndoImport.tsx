import { Alert, Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { Import } from '@tinygenesy/contract';
import { useState } from 'react';
import { useUndoImport } from '../../api/imports/undoImport.ts';
import { tellError } from '../../app/notify.ts';
import { canUndo } from '../../words/import.ts';
import { leadsWord } from '../../words/numbers.ts';

const undoWords = (one: Import): string =>
  [
    (one.counts?.['created'] ?? 0) > 0
      ? `The undo removes the ${leadsWord(one.counts?.['created'] ?? 0)} that this import created.`
      : null,
    (one.counts?.['updated'] ?? 0) > 0
      ? `The undo restores the previous values of ${leadsWord(one.counts?.['updated'] ?? 0)}.`
      : null,
    'Leads and values that changed since the import are kept, and the result counts them.',
  ]
    .filter((part) => part !== null)
    .join(' ');

/** Asks before an undo, and lists its effects. */
export const UndoQuestion = ({ one, onEnd }: { one: Import; onEnd: () => void }) => {
  const undo = useUndoImport();
  return (
    <Alert color="orange" variant="light" p="xs" maw={560} role="group" aria-label="Undo this import?">
      <Text size="sm">{undoWords(one)}</Text>
      <Group gap="xs" mt={8}>
        <Button
          size="xs"
          color="red"
          disabled={undo.isPending}
          onClick={() =>
            undo.mutate(
              { id: one.id },
              { onSuccess: onEnd, onError: (error) => tellError('Couldn’t undo the import', error) },
            )
          }
        >
          {undo.isPending ? 'Starting…' : 'Undo import'}
        </Button>
        <Button size="xs" variant="default" autoFocus onClick={onEnd}>
          Keep leads
        </Button>
      </Group>
    </Alert>
  );
};

/** Undoes an import after a confirmation that lists the effects. */
export const UndoImport = ({ one }: { one: Import }) => {
  const [isAsking, setIsAsking] = useState(false);
  if (!canUndo(one)) return null;
  return isAsking ? (
    <UndoQuestion one={one} onEnd={() => setIsAsking(false)} />
  ) : (
    <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={14} />} onClick={() => setIsAsking(true)}>
      Undo this import
    </Button>
  );
};
