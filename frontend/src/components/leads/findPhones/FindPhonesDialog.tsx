import { Alert, Checkbox, Select, Stack, Text } from '@mantine/core';
import {
  type LeadSet,
  type LookupEstimate,
  type LookupScope,
  type Provider,
  spendingBounds,
} from '@tinygenesy/contract';
import { useProviders } from '../../../api/providers/getProviders.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { limitWords } from '../../../words/waterfall.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { Loaded } from '../../shell/Loaded.tsx';
import { MoneyInput } from '../../shell/numbers/NumberInputs.tsx';
import { ConfirmThreshold } from './ConfirmThreshold.tsx';
import { Estimate, NothingToLookUp } from './Estimate.tsx';
import { RunOptions } from './RunOptions.tsx';
import { StartLookup } from './StartLookup.tsx';
import { type FindPhones, useFindPhones } from './useFindPhones.ts';
import { Waterfall } from './Waterfall.tsx';

const scopes: { value: LookupScope; label: string }[] = [
  { value: 'missing', label: 'Leads without a phone number' },
  { value: 'no_mobile', label: 'Leads without a mobile number, also with a landline' },
  { value: 'failed', label: 'Leads whose last lookup failed' },
  { value: 'all', label: 'All selected leads' },
];

const ScopeFields = ({ lookup }: { lookup: FindPhones }) => (
  <>
    <Select
      label="Leads to look up"
      size="sm"
      data={scopes.filter(({ value }) => value !== 'no_mobile' || lookup.mobileOnly)}
      value={lookup.scope}
      allowDeselect={false}
      onChange={(value) => lookup.setScope(value ?? 'missing')}
    />
    {lookup.scope === 'all' ? (
      <Checkbox
        size="sm"
        label="Re-run leads that already have a result"
        description="Saved results are free; a re-run may charge you again."
        checked={lookup.force}
        onChange={(event) => lookup.setForce(event.currentTarget.checked)}
      />
    ) : null}
  </>
);

/** Whether the job is expected to end at the limit. */
const LimitWords = ({
  estimate,
  limitMicros,
}: {
  estimate: LookupEstimate | undefined;
  limitMicros: number | null;
}) => {
  const words = estimate === undefined ? null : limitWords(estimate, limitMicros);
  return words === null ? null : (
    <Text size="xs" {...(words.isExpected ? { fw: 600 } : { c: 'dimmed' })}>
      {words.text}
    </Text>
  );
};

const SpendingLimit = ({ lookup, currency }: { lookup: FindPhones; currency: string }) => (
  <>
    <MoneyInput
      label="Spending limit (optional)"
      description={`In ${currency}. The job makes no call that could exceed this total.${lookup.spendingLimit.isPreset ? ' Preset to a fifth above the expected cost.' : ''}`}
      placeholder="No limit"
      size="sm"
      currency={currency}
      bounds={{ ...spendingBounds, optional: true }}
      draft={lookup.spendingLimit.draft}
      onDraft={lookup.spendingLimit.set}
      onFocus={lookup.spendingLimit.keep}
    />
    <LimitWords estimate={lookup.estimate.data} limitMicros={lookup.limitMicros} />
  </>
);

const NotUsable = ({ providers }: { providers: readonly Provider[] }) =>
  providers
    .filter(({ usable }) => !usable)
    .map(({ id, name, notUsable }) => (
      <Alert key={id} color="orange" variant="light" p="xs">
        {name} can’t be called now: {notUsable?.text ?? 'not usable'}. The job goes on hold when it needs {name}.
      </Alert>
    ));

type FindPhonesDialogProps = { set: LeadSet; selected: number; onClose: () => void };

/** Shows what a bulk lookup will do and cost, and starts it. */
export const FindPhonesDialog = ({ set, selected, onClose }: FindPhonesDialogProps) => {
  const { data: meta } = useMeta();
  const providers = useProviders();
  const currency = meta?.currency ?? 'EUR';
  const enabled = providers.data?.filter((provider) => provider.enabled) ?? [];
  const lookup = useFindPhones(set, onClose);

  return (
    <Dialog opened onClose={onClose} title="Find phone numbers" size="xl">
      <Stack gap="md">
        <ScopeFields lookup={lookup} />
        <Loaded query={lookup.estimate} loading="Calculating the cost…" failed="Couldn’t calculate the cost">
          {(estimate) => (
            <>
              <Estimate
                estimate={estimate}
                selected={selected}
                currency={currency}
                limitMicros={lookup.limitMicros}
                isSandbox={meta?.mode === 'sandbox'}
              />
              <NothingToLookUp estimate={estimate} onClose={onClose} />
              <Waterfall estimate={estimate} providers={enabled} currency={currency} mobileOnly={lookup.mobileOnly} />
            </>
          )}
        </Loaded>
        <NotUsable providers={enabled} />
        <RunOptions lookup={lookup} currency={currency} />
        <SpendingLimit lookup={lookup} currency={currency} />
        <ConfirmThreshold currency={currency} />
        <StartLookup lookup={lookup} currency={currency} onCancel={onClose} />
      </Stack>
    </Dialog>
  );
};
