import { Anchor, Button, Group, Text } from '@mantine/core';
import { spendingBounds } from '@tinygenesy/contract';
import { useState } from 'react';
import { useSettings } from '../../../api/settings/getSettings.ts';
import { useUpdateSettings } from '../../../api/settings/updateSettings.ts';
import { tellError } from '../../../app/notify.ts';
import { money } from '../../../words/money.ts';
import { moneyDraft, type NumberDraft } from '../../../words/numberDraft.ts';
import { MoneyInput } from '../../shell/numbers/NumberInputs.tsx';

/** Says above which amount a start is confirmed twice, and changes it for everybody who uses this instance. */
export const ConfirmThreshold = ({ currency }: { currency: string }) => {
  const { data: settings } = useSettings();
  const update = useUpdateSettings();
  const [typed, setTyped] = useState<NumberDraft | null>(null);
  if (settings === undefined) return null;
  if (typed === null) {
    return (
      <Text size="xs" c="dimmed">
        Above {money(settings.confirmAboveMicros, currency)} you are asked once more.{' '}
        <Anchor
          component="button"
          type="button"
          size="xs"
          onClick={() => setTyped(moneyDraft(settings.confirmAboveMicros))}
        >
          Change this amount
        </Anchor>
      </Text>
    );
  }
  const micros = typed.value;
  return (
    <Group gap="xs" align="end">
      <MoneyInput
        size="xs"
        label={`Ask once more above, in ${currency}`}
        currency={currency}
        bounds={spendingBounds}
        draft={typed}
        onDraft={setTyped}
      />
      <Button
        size="xs"
        variant="default"
        disabled={micros === null || update.isPending}
        onClick={() =>
          micros !== null &&
          update.mutate(
            { confirmAboveMicros: micros },
            {
              onSuccess: () => setTyped(null),
              onError: (error) => tellError('The amount was not saved', error),
            },
          )
        }
      >
        Save amount
      </Button>
    </Group>
  );
};
