import { Button, Group, Text } from '@mantine/core';
import { type Conflict, conflictWords } from './refusal.ts';

type ConflictNoteProps = { field: string; conflict: Conflict; onKeep: () => void; onTake: () => void };

/** Says what someone else wrote while the user was typing, and lets the user choose. */
export const ConflictNote = ({ field, conflict, onKeep, onTake }: ConflictNoteProps) => (
  <div role="alert">
    <Text size="xs" mt={4}>
      {conflictWords(field, conflict)}
    </Text>
    <Group gap={6} mt={4}>
      <Button size="compact-xs" onClick={onKeep}>
        Keep mine
      </Button>
      <Button size="compact-xs" variant="default" onClick={onTake}>
        Take theirs
      </Button>
    </Group>
  </div>
);
