import { Button, Group, SimpleGrid } from '@mantine/core';
import { type Provider, type ProviderPatch, providerBounds } from '@tinygenesy/contract';
import { useState } from 'react';
import { useUpdateProvider } from '../../api/providers/updateProvider.ts';
import { tell } from '../../app/notify.ts';
import { durationDraft, moneyDraft, type NumberDraft, wholeDraft } from '../../words/numberDraft.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { DurationInput, MoneyInput, WholeNumberInput } from '../shell/numbers/NumberInputs.tsx';

type Setting = keyof typeof providerBounds;

const draftsOf = (provider: Provider): Record<Setting, NumberDraft> => ({
  priceMicros: moneyDraft(provider.priceMicros),
  ratePerSecond: wholeDraft(provider.ratePerSecond),
  maxConcurrent: wholeDraft(provider.maxConcurrent),
  timeoutMs: durationDraft(provider.timeoutMs),
});

/** Form for price, limits and timeout of a provider. Saves nothing while a field has an error. */
export const ProviderSettings = ({
  provider,
  currency,
  onDone,
}: {
  provider: Provider;
  currency: string;
  onDone: () => void;
}) => {
  const update = useUpdateProvider();
  const [drafts, setDrafts] = useState(() => draftsOf(provider));
  const field = (name: Setting) => ({
    size: 'xs',
    draft: drafts[name],
    bounds: providerBounds[name],
    onDraft: (draft: NumberDraft) => setDrafts((before) => ({ ...before, [name]: draft })),
  });
  const patch: ProviderPatch = {};
  for (const [name, { value }] of Object.entries(drafts) as [Setting, NumberDraft][]) {
    if (value !== null && value !== provider[name]) patch[name] = value;
  }
  const hasError = Object.values(drafts).some(({ error }) => error !== null);
  return (
    <form
      aria-label={`Settings of ${provider.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (hasError || update.isPending) return;
        update.mutate(
          { id: provider.id, patch },
          {
            onSuccess: () => {
              tell(`Settings of ${provider.name} saved. They apply from the next call.`);
              onDone();
            },
          },
        );
      }}
    >
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs">
        <MoneyInput autoFocus label={`Price (${currency})`} currency={currency} {...field('priceMicros')} />
        <WholeNumberInput label="Calls per second" {...field('ratePerSecond')} />
        <WholeNumberInput label="Concurrent calls" {...field('maxConcurrent')} />
        <DurationInput label="Timeout (s)" {...field('timeoutMs')} />
      </SimpleGrid>
      <ErrorAlert title="Couldn’t save the settings" error={update.error} p="xs" mt="xs" />
      <Group gap="xs" mt="xs">
        <Button
          size="compact-sm"
          type="submit"
          disabled={hasError || Object.keys(patch).length === 0 || update.isPending}
        >
          {update.isPending ? 'Saving…' : 'Save'}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
    </form>
  );
};
