import { CloseButton, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { fixWords } from '../fixes.ts';
import type { Corrections } from './useCorrections.ts';

/** A longer list begins collapsed. */
const shownAtFirst = 5;

/** The corrections of a draft, newest first, each with a button to remove it. */
export const FixList = ({ corrections }: { corrections: Corrections }) => {
  const { fixes, problemText, lineOf, remove } = corrections;
  const [showsAll, setShowsAll] = useState(false);
  if (fixes.length === 0) return null;
  const shown = fixes.toReversed().slice(0, showsAll ? undefined : shownAtFirst);
  return (
    <Stack gap={2} mb="md" role="list" aria-label="Corrections">
      <Text size="xs" fw={600} c="dimmed">
        Corrections
      </Text>
      {shown.map((fix) => {
        const words = fixWords(fix, problemText, lineOf);
        return (
          <Group key={JSON.stringify(fix)} role="listitem" gap={4} wrap="nowrap" justify="space-between">
            <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
              {words}
            </Text>
            <CloseButton size="xs" aria-label={`Undo correction: ${words}`} onClick={() => remove(fix)} />
          </Group>
        );
      })}
      {fixes.length > shownAtFirst ? (
        <Text
          component="button"
          type="button"
          size="xs"
          c="dimmed"
          ta="left"
          style={{ background: 'none', border: 0, padding: 0, cursor: 'pointer' }}
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? 'Show fewer' : `Show ${fixes.length - shownAtFirst} more`}
        </Text>
      ) : null}
    </Stack>
  );
};
