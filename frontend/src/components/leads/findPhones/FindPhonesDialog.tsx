import { Alert, Anchor, Button, Checkbox, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import {
  type BulkLookupInput,
  type LeadSet,
  type LookupEstimate,
  type LookupScope,
  type Provider,
  spendingBounds,
} from '@tinygenesy/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { errorWords } from '../../../api/ApiProblem.ts';
import { useLookupEstimate } from '../../../api/lookups/estimatePhoneLookups.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { useProviders } from '../../../api/providers/getProviders.ts';
import { useSettings } from '../../../api/settings/getSettings.ts';
import { newIdempotencyKey } from '../../../api/http.ts';
import { useStartPhoneLookups } from '../../../api/lookups/startPhoneLookups.ts';
import { useParam } from '../../../app/useParam.ts';
import { money } from '../../../words/money.ts';
import { moneyDraft } from '../../../words/numberDraft.ts';
import { MoneyInput } from '../../shell/numbers/NumberInputs.tsx';
import { count } from '../../../words/numbers.ts';
import { whyNobodyWords } from '../../../words/phone.ts';
import { etaWords } from '../../../words/time.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { Working } from '../../shell/Working.tsx';
import { ConfirmThreshold } from './ConfirmThreshold.tsx';
import { Waterfall } from './Waterfall.tsx';

const scopes: { value: LookupScope; label: string }[] = [
  { value: 'missing', label: 'Those without a phone' },
  { value: 'failed', label: 'Those where it failed before' },
  { value: 'all', label: 'All of them' },
];

const Estimate = ({
  estimate,
  selected,
  currency,
  sandbox,
}: {
  estimate: LookupEstimate;
  selected: number;
  currency: string;
  sandbox: boolean;
}) => {
  const skipped = estimate.skipped.filter((one) => one.count > 0);
  return (
    <Stack gap={6}>
      <Text size="sm" role="status" aria-label="What will happen">
        {count(selected)} selected: <b>{count(estimate.leads)} will be looked up</b>.{' '}
        {skipped.length === 0
          ? null
          : `Left out: ${skipped.map((one) => `${count(one.count)} ${lowerFirst(one.reason.text)}`).join(', ')}.`}
      </Text>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs">
        {(
          [
            ['At least', estimate.cost.leastMicros],
            ['Probably', estimate.cost.expectedMicros],
            ['At most', estimate.cost.mostMicros],
          ] as const
        ).map(([label, micros]) => (
          <Stack key={label} gap={0} p={8} bg="var(--mantine-color-default-hover)" style={{ borderRadius: 4 }}>
            <Text size="xs" c="dimmed">
              {label}
            </Text>
            <Text size="sm" fw={600} className="tnum">
              {money(micros, currency)}
            </Text>
          </Stack>
        ))}
        <Stack gap={0} p={8} bg="var(--mantine-color-default-hover)" style={{ borderRadius: 4 }}>
          <Text size="xs" c="dimmed">
            Time
          </Text>
          <Text size="sm" fw={600}>
            {etaWords(estimate.etaSeconds) ?? 'not known yet'}
          </Text>
        </Stack>
      </SimpleGrid>
      {sandbox ? (
        <Text size="xs" c="dimmed">
          Sandbox: these are play prices, nobody sends a bill.
        </Text>
      ) : null}
    </Stack>
  );
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

type FindPhonesDialogProps = {
  set: LeadSet;
  selected: number;
  onClose: () => void;
  onStarted: () => void;
};

/** Why no call can be made now, and the way on. */
const NobodyAsked = ({ estimate, onClose }: { estimate: LookupEstimate; onClose: () => void }) => {
  if (estimate.leads > 0) return null;
  const isAllOff = estimate.skipped.some(({ reason }) => reason.code === 'no_providers');
  return (
    <Alert color="orange" variant="light" role="alert">
      {isAllOff ? (
        <>
          No provider is switched on. Switch one on under{' '}
          <Anchor component={Link} to="/providers" size="sm" onClick={onClose}>
            Providers
          </Anchor>
          .
        </>
      ) : (
        whyNobodyWords(estimate.skipped)
      )}
    </Alert>
  );
};

const NotUsable = ({ providers }: { providers: readonly Provider[] }) =>
  providers
    .filter(({ usable }) => !usable)
    .map(({ id, name, notUsable }) => (
      <Alert key={id} color="orange" variant="light" p="xs">
        {name} can’t be asked now: {notUsable?.text ?? 'not usable'}. The job goes on hold when it needs {name}.
      </Alert>
    ));

/** A start that a person asked for, with what it may cost. */
type Wish = { body: BulkLookupInput; leads: number; mostMicros: number };
const trialLeads = 50;

const startWords = (leads: number): string => (leads === 1 ? 'Find 1 phone' : `Find ${count(leads)} phones`);

type ConfirmProps = { wish: Wish; currency: string; isPending: boolean; onConfirm: () => void; onBack: () => void };

/** The second question before a start that may cost more than the amount that is set. */
const Confirm = ({ wish, currency, isPending, onConfirm, onBack }: ConfirmProps) => {
  const price = money(wish.mostMicros, currency);
  return (
    <Alert color="orange" variant="light" role="alert" title={`This can cost up to ${price}`}>
      <Group gap="xs">
        <Button size="xs" disabled={isPending} onClick={onConfirm}>
          {isPending ? 'Starting…' : `${startWords(wish.leads)} for up to ${price}`}
        </Button>
        <Button size="xs" variant="default" autoFocus onClick={onBack}>
          Back
        </Button>
      </Group>
    </Alert>
  );
};

/** Says what a bulk lookup will do and cost, and starts it. */
export const FindPhonesDialog = ({ set, selected, onClose, onStarted }: FindPhonesDialogProps) => {
  const { data: meta } = useMeta();
  const providers = useProviders();
  const settings = useSettings();
  const [scope, setScope] = useState<LookupScope>('missing');
  const [force, setForce] = useState(false);
  const [spendingLimit, setSpendingLimit] = useState(() => moneyDraft(null));
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  const [unconfirmed, setUnconfirmed] = useState<Wish | null>(null);
  const [, setTray] = useParam('jobs');
  const start = useStartPhoneLookups();

  const wanted: BulkLookupInput = { ...set, scope, force: scope === 'all' && force };
  const estimate = useLookupEstimate(wanted);
  const leads = estimate.isPlaceholderData ? undefined : estimate.data?.leads;
  const offersTrial = leads !== undefined && leads > trialLeads;
  const trial = useLookupEstimate({ ...wanted, limit: trialLeads }, offersTrial);
  const maxCostMicros = spendingLimit.value;
  const currency = meta?.currency ?? 'EUR';
  const enabled = providers.data?.filter((provider) => provider.enabled) ?? [];
  const capMayStop =
    estimate.data !== undefined && maxCostMicros !== null && maxCostMicros < estimate.data.cost.mostMicros;

  const change = <T,>(apply: (value: T) => void) => {
    return (value: T): void => {
      setUnconfirmed(null);
      apply(value);
    };
  };
  const submit = ({ body }: Wish): void =>
    start.mutate(
      { body, idempotencyKey },
      {
        onSuccess: () => {
          onStarted();
          setTray('open');
        },
        // The same key must not go with another wish.
        onError: () => setIdempotencyKey(newIdempotencyKey()),
      },
    );
  /** Starts what may cost little; what may cost more than the amount that is set is asked once more. */
  const ask = (of: LookupEstimate, limit: { limit?: number } = {}): void => {
    const mostMicros = Math.min(of.cost.mostMicros, maxCostMicros ?? Infinity);
    const body = { ...wanted, ...limit, ...(maxCostMicros === null ? {} : { maxCostMicros }) };
    const wish = { body, leads: of.leads, mostMicros };
    if (mostMicros > (settings.data?.confirmAboveMicros ?? 0)) setUnconfirmed(wish);
    else submit(wish);
  };

  return (
    <Dialog opened onClose={onClose} title="Find phones" size="xl">
      <Stack gap="md">
        <Select
          label="Look up"
          size="sm"
          data={scopes}
          value={scope}
          allowDeselect={false}
          onChange={change((value) => setScope(value ?? 'missing'))}
        />
        {scope === 'all' ? (
          <Checkbox
            size="sm"
            label="Re-run leads that already have a result"
            description="Saved results are free; a re-run may charge you again."
            checked={force}
            onChange={change((event) => setForce(event.currentTarget.checked))}
          />
        ) : null}
        {estimate.data !== undefined ? (
          <>
            <Estimate
              estimate={estimate.data}
              selected={selected}
              currency={currency}
              sandbox={meta?.mode === 'sandbox'}
            />
            <NobodyAsked estimate={estimate.data} onClose={onClose} />
          </>
        ) : estimate.isError ? (
          <ErrorNote
            what="What it costs could not be worked out"
            error={estimate.error}
            onRetry={() => void estimate.refetch()}
          />
        ) : (
          <Working>Working out what it costs…</Working>
        )}
        <Waterfall providers={enabled} currency={currency} />
        <NotUsable providers={enabled} />
        <MoneyInput
          label="Stop at (optional)"
          description={`No call is made that could cost more than this in all, in ${currency}.`}
          placeholder="No limit"
          size="sm"
          currency={currency}
          bounds={{ ...spendingBounds, optional: true }}
          draft={spendingLimit}
          onDraft={change(setSpendingLimit)}
        />
        {capMayStop ? (
          <Text size="xs" c="dimmed">
            This can run out before all are asked. What is left then waits, and goes on when you raise the limit.
          </Text>
        ) : null}
        <ConfirmThreshold currency={currency} />
        {start.error === null ? null : (
          <Alert role="alert" color="red" variant="light" title="The lookup was not started">
            {errorWords(start.error)}
          </Alert>
        )}
        {unconfirmed === null ? (
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            {offersTrial && trial.data !== undefined && !trial.isPlaceholderData ? (
              <Button
                variant="default"
                disabled={start.isPending || settings.isPending || spendingLimit.error !== null}
                onClick={() => trial.data !== undefined && ask(trial.data, { limit: trialLeads })}
              >
                Try {trialLeads} first (at most {money(trial.data.cost.mostMicros, currency)})
              </Button>
            ) : null}
            <Button
              onClick={() => estimate.data !== undefined && ask(estimate.data)}
              disabled={
                start.isPending ||
                leads === undefined ||
                leads === 0 ||
                settings.isPending ||
                spendingLimit.error !== null
              }
            >
              {start.isPending
                ? 'Starting…'
                : leads === undefined
                  ? 'Find phones'
                  : leads === 0
                    ? 'Nothing to look up'
                    : startWords(leads)}
            </Button>
          </Group>
        ) : (
          <Confirm
            wish={unconfirmed}
            currency={currency}
            isPending={start.isPending}
            onConfirm={() => submit(unconfirmed)}
            onBack={() => setUnconfirmed(null)}
          />
        )}
      </Stack>
    </Dialog>
  );
};
