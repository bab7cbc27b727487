import { Anchor, Button, Group, Text } from '@mantine/core';
import { spendingBounds } from '@tinygenesy/contract';
import { useState } from 'react';
import { useSettings } from '../../../api/settings/getSettings.ts';
import { useUpdateSettings } from '../../../api/settings/updateSettings.ts';
import { tellError } from '../../../app/notify.ts';
import { money } from '../../../words/money.ts';
import { moneyDraft, type NumberDraft } from '../../../words/numberDraft.ts';
import { MoneyInput } from '../../shell/numbers/NumberInputs.tsx';

/** Shows the cost above which a start needs a second confirmation, and changes it for all users of this instance. */
export const ConfirmThreshold = ({ currency }: { currency: string }) => {
  const { data: settings } = useSettings();
  const update = useUpdateSettings();
  const [typed, setTyped] = useState<NumberDraft | null>(null);
  if (settings === undefined) return null;
  if (typed === null) {
    return (
      <Text size="xs" c="dimmed">
        A start that may cost more than {money(settings.confirmAboveMicros, currency)} needs a second confirmation.{' '}
        <Anchor
          component="button"
          type="button"
          size="xs"
          onClick={() => setTyped(moneyDraft(settings.confirmAboveMicros))}
        >
          Change amount
        </Anchor>
      </Text>
    );
  }
  const micros = typed.value;
  return (
    <Group gap="xs" align="end">
      <MoneyInput
        size="xs"
        label={`Confirm above, in ${currency}`}
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
              onError: (error) => tellError('Couldn’t save the amount', error),
            },
          )
        }
      >
        Save amount
      </Button>
    </Group>
  );
};
