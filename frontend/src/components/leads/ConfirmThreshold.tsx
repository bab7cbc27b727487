import { Anchor, Button, Group, NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useSettings } from '../../api/settings/getSettings.ts';
import { useUpdateSettings } from '../../api/settings/updateSettings.ts';
import { tellError } from '../../app/notify.ts';
import { microsFromUnits, money } from '../../words/money.ts';

/** Says above which amount a start is confirmed twice, and changes it for everybody who uses this instance. */
export const ConfirmThreshold = ({ currency }: { currency: string }) => {
  const { data: settings } = useSettings();
  const update = useUpdateSettings();
  const [typed, setTyped] = useState<number | string | null>(null);
  if (settings === undefined) return null;
  if (typed === null) {
    return (
      <Text size="xs" c="dimmed">
        Above {money(settings.confirmAboveMicros, currency)} you are asked once more.{' '}
        <Anchor
          component="button"
          type="button"
          size="xs"
          onClick={() => setTyped(settings.confirmAboveMicros / 1_000_000)}
        >
          Change this amount
        </Anchor>
      </Text>
    );
  }
  const micros = microsFromUnits(typed);
  return (
    <Group gap="xs" align="end">
      <NumberInput
        size="xs"
        label={`Ask once more above, in ${currency}`}
        min={0}
        decimalScale={4}
        value={typed}
        onChange={setTyped}
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
