import { CloseButton, Group, Stack, Text } from '@mantine/core';
import type { ImportFix } from '@tinygenesy/contract';
import { useState } from 'react';
import { fixWords } from '../fixes.ts';

/** More are told by their number until somebody wants to see them. */
const shownAtFirst = 5;

type FixListProps = {
  fixes: readonly ImportFix[];
  problemText: (code: string) => string;
  lineOf: (row: number) => number | undefined;
  onRemove: (fix: ImportFix) => void;
};

/** What was corrected so far, the newest first; each can be taken back. */
export const FixList = ({ fixes, problemText, lineOf, onRemove }: FixListProps) => {
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
            <CloseButton size="xs" aria-label={`Take back: ${words}`} onClick={() => onRemove(fix)} />
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
          {showsAll ? 'Show fewer' : `and ${fixes.length - shownAtFirst} more`}
        </Text>
      ) : null}
    </Stack>
  );
};
