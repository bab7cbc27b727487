import { Button, Group, Stack, Text } from '@mantine/core';
import type { LookupEstimate } from '@tinygenesy/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { errorWords } from '../../api/ApiProblem.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { money } from '../../words/money.ts';
import { noLookupWords } from '../../words/phone.ts';

type PriceQuestionProps = {
  /** Label of the action: `Re-run`, `Continue with 15 leads`. */
  action: string;
  estimate: Pick<UseQueryResult<LookupEstimate>, 'data' | 'error'>;
  note?: string;
  onConfirm: () => void;
  onClose: () => void;
};

/** Shows the maximum cost of an action and asks for confirmation, beside the button that the user pressed. */
export const PriceQuestion = ({ action, estimate, note, onConfirm, onClose }: PriceQuestionProps) => {
  const { data: meta } = useMeta();
  const { data, error } = estimate;
  const words = (): string => {
    if (error !== null) return `Couldn’t calculate the price: ${errorWords(error)}`;
    if (data === undefined) return 'Calculating the price…';
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
          Back
        </Button>
      </Group>
    </Stack>
  );
};
