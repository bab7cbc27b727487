import { Button, Group, Radio, Stack } from '@mantine/core';
import { type Provider, spendingBounds } from '@tinygenesy/contract';
import { useState } from 'react';
import { useUpdateProvider } from '../../api/providers/updateProvider.ts';
import { useChangeBudget } from '../../api/providers/changeBudget.ts';
import { tell } from '../../app/notify.ts';
import { moneyDraft } from '../../words/numberDraft.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { MoneyInput } from '../shell/numbers/NumberInputs.tsx';

/** Form for the budget of a day, and for what lookups do while the provider is stopped. */
export const ProviderBudget = ({
  provider,
  currency,
  onDone,
}: {
  provider: Provider;
  currency: string;
  onDone: () => void;
}) => {
  const { perDayMicros } = provider.budget;
  const update = useUpdateProvider();
  const changeBudget = useChangeBudget();
  const [budget, setBudget] = useState(() => moneyDraft(perDayMicros));
  const [whenStopped, setWhenStopped] = useState(provider.whenStopped);
  const isPending = update.isPending || changeBudget.isPending;
  const isChanged = budget.value !== perDayMicros || whenStopped !== provider.whenStopped;

  const save = async (): Promise<void> => {
    if (whenStopped !== provider.whenStopped) await update.mutateAsync({ id: provider.id, patch: { whenStopped } });
    if (budget.value !== perDayMicros) await changeBudget.mutateAsync({ id: provider.id, micros: budget.value });
    tell(`Budget of ${provider.name} saved. Jobs that wait for it resume.`);
    onDone();
  };
  return (
    <form
      aria-label={`Budget of ${provider.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (budget.error !== null || isPending) return;
        // The error is shown in the form.
        save().catch(() => undefined);
      }}
    >
      <Stack gap="xs">
        <MoneyInput
          autoFocus
          size="xs"
          maw={260}
          label={`Budget per day (${currency})`}
          description="A day begins at midnight UTC."
          placeholder="No budget"
          currency={currency}
          draft={budget}
          bounds={{ ...spendingBounds, optional: true }}
          onDraft={setBudget}
        />
        <Radio.Group
          size="xs"
          label={`While ${provider.name} is stopped`}
          description="By a used-up budget or limit, missing credits, or a refused key."
          value={whenStopped}
          onChange={(value) => setWhenStopped(value === 'pass' ? 'pass' : 'hold')}
        >
          <Stack gap={8} mt={4}>
            <Radio size="xs" value="hold" label="Jobs that need it go on hold and resume by themselves" />
            <Radio
              size="xs"
              value="pass"
              label="Leads pass on to the next provider; without a number they end as incomplete, for a retry"
            />
          </Stack>
        </Radio.Group>
        <ErrorAlert title="Couldn’t save the budget" error={update.error ?? changeBudget.error} p="xs" />
        <Group gap="xs">
          <Button size="compact-sm" type="submit" disabled={budget.error !== null || !isChanged || isPending}>
            {isPending ? 'Saving…' : 'Save'}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onDone}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
