import { Button, Group, Stack, Text } from '@mantine/core';
import type { LookupEstimate } from '@tinygenesy/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { errorWords } from '../../api/ApiProblem.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { money } from '../../words/money.ts';
import { noLookupWords } from '../../words/phone.ts';

type PriceQuestionProps = {
  /** What is done at that price: `Re-run`, `Continue with 15 leads`. */
  action: string;
  estimate: Pick<UseQueryResult<LookupEstimate>, 'data' | 'error'>;
  note?: string;
  onConfirm: () => void;
  onClose: () => void;
};

/** Tells what something costs at most, and asks, where the button was that would spend it. */
export const PriceQuestion = ({ action, estimate, note, onConfirm, onClose }: PriceQuestionProps) => {
  const { data: meta } = useMeta();
  const { data, error } = estimate;
  const words = (): string => {
    if (error !== null) return `The price could not be worked out: ${errorWords(error)}`;
    if (data === undefined) return 'Working out the price…';
    if (data.leads === 0) return noLookupWords(data.skipped);
    return `${action} for at most ${money(data.cost.mostMicros, meta?.currency ?? 'EUR')}?`;
  };
  return (
    <Stack
      gap={6}
      p={8}
      mb={6}
      role="group"
      aria-label={`${action}?`}
      bg="var(--mantine-color-default-hover)"
      style={{ borderRadius: 4 }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <Text size="sm" role="status">
        {words()}
      </Text>
      {note === undefined ? null : (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
      <Group gap={6}>
        <Button size="compact-xs" disabled={data === undefined || data.leads === 0} onClick={onConfirm}>
          {action}
        </Button>
        <Button size="compact-xs" variant="default" autoFocus onClick={onClose}>
          Keep as it is
        </Button>
      </Group>
    </Stack>
  );
};
