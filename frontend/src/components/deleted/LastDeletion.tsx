import { Anchor, Button, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useDeletions } from '../../api/leads/getDeletions.ts';
import { leadsWord } from '../../words/numbers.ts';
import { agoWords } from '../../words/time.ts';
import { useRestore } from './useRestore.ts';

/** Offers to undo the last deletion where the table is empty because of it. */
export const LastDeletion = () => {
  const [last] = useDeletions().data ?? [];
  const { undo, isRestoring } = useRestore();
  if (last === undefined) return null;
  return (
    <Group gap="xs" justify="center" role="note" aria-label="Last deletion">
      <Text size="sm">
        {leadsWord(last.leads)} deleted {agoWords(last.deletedAt)}.
      </Text>
      <Button size="xs" disabled={isRestoring} onClick={() => undo(last.undoToken)}>
        {isRestoring ? 'Restoring…' : 'Undo'}
      </Button>
      <Anchor component={Link} to="/deleted" size="sm">
        Deleted leads
      </Anchor>
    </Group>
  );
};
