import { Button, Group, SimpleGrid } from '@mantine/core';
import { type Provider, type ProviderPatch, providerBounds, type RateWindow } from '@tinygenesy/contract';
import { useState } from 'react';
import { useUpdateProvider } from '../../api/providers/updateProvider.ts';
import { tell } from '../../app/notify.ts';
import { durationDraft, moneyDraft, type NumberDraft, wholeDraft } from '../../words/numberDraft.ts';
import { creditsWord } from '../../words/numbers.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { DurationInput, MoneyInput, WholeNumberInput } from '../shell/numbers/NumberInputs.tsx';

type Setting = keyof typeof providerBounds;

const draftsOf = (provider: Provider): Record<Setting, NumberDraft> => ({
  priceMicros: moneyDraft(provider.priceMicros),
  ratePerSecond: wholeDraft(provider.ratePerSecond),
  maxConcurrent: wholeDraft(provider.maxConcurrent),
  timeoutMs: durationDraft(provider.timeoutMs),
});

/** Rate limits with a field of their own: length in seconds and label. Limits of another length are kept. */
const windowFields = [
  [60, 'Calls per minute'],
  [3_600, 'Calls per hour'],
  [86_400, 'Calls per day'],
] as const;
const windowBounds = { min: 1, max: 1_000_000, optional: true };

const windowDraftsOf = ({ windows }: Provider): Readonly<Record<number, NumberDraft>> =>
  Object.fromEntries(
    windowFields.map(([seconds]) => [
      seconds,
      wholeDraft(windows.find((window) => window[1] === seconds)?.[0] ?? null),
    ]),
  );

/** Returns the rate limits with the values of the fields, the shortest first. */
const windowsWith = (provider: Provider, drafts: Readonly<Record<number, NumberDraft>>): RateWindow[] => {
  const others = provider.windows.filter(([, seconds]) => !(seconds in drafts));
  const entered = windowFields.flatMap(([seconds]): RateWindow[] => {
    const calls = drafts[seconds]?.value ?? null;
    return calls === null ? [] : [[calls, seconds]];
  });
  return [...others, ...entered].sort((a, b) => a[1] - b[1]);
};

const isSameWindows = (a: RateWindow[], b: RateWindow[]): boolean => String(a) === String(b);

/** Says what the price is for. */
const pricedUnit = ({ reserveCredits, charge }: Provider): string => {
  if (reserveCredits !== null) return `Of ${creditsWord(reserveCredits)}: the most that one call costs.`;
  return charge === 'found' ? 'Per number found.' : 'Per call.';
};

type PriceInputProps = Pick<Parameters<typeof MoneyInput>[0], 'size' | 'draft' | 'bounds' | 'onDraft' | 'currency'>;

const PriceInput = ({ provider, ...rest }: PriceInputProps & { provider: Provider }) => (
  <MoneyInput autoFocus label={`Price (${rest.currency})`} description={pricedUnit(provider)} {...rest} />
);

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
  const [windowDrafts, setWindowDrafts] = useState(() => windowDraftsOf(provider));
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
  const windows = windowsWith(provider, windowDrafts);
  if (!isSameWindows(windows, windowsWith(provider, windowDraftsOf(provider)))) patch.windows = windows;
  const hasError = [...Object.values(drafts), ...Object.values(windowDrafts)].some(({ error }) => error !== null);
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
        <PriceInput provider={provider} currency={currency} {...field('priceMicros')} />
        <WholeNumberInput label="Calls per second" {...field('ratePerSecond')} />
        <WholeNumberInput label="Concurrent calls" {...field('maxConcurrent')} />
        <DurationInput label="Timeout (s)" {...field('timeoutMs')} />
        {windowFields.map(([seconds, label]) => (
          <WholeNumberInput
            key={seconds}
            size="xs"
            label={label}
            placeholder="No limit"
            draft={windowDrafts[seconds] ?? wholeDraft(null)}
            bounds={windowBounds}
            onDraft={(draft: NumberDraft) => setWindowDrafts((before) => ({ ...before, [seconds]: draft }))}
          />
        ))}
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
