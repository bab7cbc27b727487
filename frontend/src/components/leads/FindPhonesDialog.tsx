import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import type { BulkLookupInput, LeadSet, LookupEstimate, LookupScope, Provider } from '@tinygenesy/contract';
import { useState } from 'react';
import { errorWords } from '../../api/ApiProblem.ts';
import { useLookupEstimate } from '../../api/estimatePhoneLookups.ts';
import { useMeta } from '../../api/getMeta.ts';
import { useProviders } from '../../api/getProviders.ts';
import { newIdempotencyKey } from '../../api/http.ts';
import { useStartPhoneLookups } from '../../api/startPhoneLookups.ts';
import { useParam } from '../../app/useParam.ts';
import { microsFromUnits, money } from '../../words/money.ts';
import { count } from '../../words/numbers.ts';
import { etaWords } from '../../words/time.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { ErrorNote } from '../shell/ErrorNote.tsx';
import { Working } from '../shell/Working.tsx';

const scopes: { value: LookupScope; label: string }[] = [
  { value: 'missing', label: 'Those without a phone' },
  { value: 'failed', label: 'Those where it failed before' },
  { value: 'all', label: 'All of them' },
];

/** The waterfall as it will run. */
const Waterfall = ({ providers, currency }: { providers: readonly Provider[]; currency: string }) => (
  <Table aria-label="Who is asked, in this order" verticalSpacing={5} fz="sm">
    <Table.Tbody>
      {providers
        .filter(({ enabled }) => enabled)
        .map((provider, index) => (
          <Table.Tr key={provider.id}>
            <Table.Td w={24} c="dimmed">
              {index + 1}
            </Table.Td>
            <Table.Td fw={500}>
              {provider.name}{' '}
              {provider.usable ? null : (
                <Badge size="xs" color="red" variant="light" tt="none">
                  not usable
                </Badge>
              )}
            </Table.Td>
            <Table.Td c="dimmed">needs {provider.needs.join(' and ')}</Table.Td>
            <Table.Td ta="right" className="tnum">
              {money(provider.priceMicros, currency)} {provider.charge === 'found' ? 'a number' : 'a call'}
            </Table.Td>
          </Table.Tr>
        ))}
    </Table.Tbody>
  </Table>
);

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

/** Says what a bulk lookup will do and cost, and starts it. */
export const FindPhonesDialog = ({ set, selected, onClose, onStarted }: FindPhonesDialogProps) => {
  const { data: meta } = useMeta();
  const providers = useProviders();
  const [scope, setScope] = useState<LookupScope>('missing');
  const [force, setForce] = useState(false);
  const [cap, setCap] = useState<number | string>('');
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  const [, setTray] = useParam('jobs');
  const start = useStartPhoneLookups();

  const wanted: BulkLookupInput = { ...set, scope, force: scope === 'all' && force };
  const estimate = useLookupEstimate(wanted);
  const maxCostMicros = microsFromUnits(cap);
  const currency = meta?.currency ?? 'EUR';
  const leads = estimate.data?.leads;
  const capMayStop =
    estimate.data !== undefined && maxCostMicros !== null && maxCostMicros < estimate.data.cost.mostMicros;

  const submit = (): void =>
    start.mutate(
      { body: { ...wanted, ...(maxCostMicros === null ? {} : { maxCostMicros }) }, idempotencyKey },
      {
        onSuccess: () => {
          onStarted();
          setTray('open');
        },
        // The same key must not go with another wish.
        onError: () => setIdempotencyKey(newIdempotencyKey()),
      },
    );

  return (
    <Dialog opened onClose={onClose} title="Find phones" size="lg">
      <Stack gap="md">
        <Select
          label="Look up"
          size="sm"
          data={scopes}
          value={scope}
          allowDeselect={false}
          onChange={(value) => setScope(value ?? 'missing')}
        />
        {scope === 'all' ? (
          <Checkbox
            size="sm"
            label="Ask again also where the answer is known"
            description="Known answers are free. Asked again, they are paid again."
            checked={force}
            onChange={(event) => setForce(event.currentTarget.checked)}
          />
        ) : null}
        {estimate.data !== undefined ? (
          <Estimate
            estimate={estimate.data}
            selected={selected}
            currency={currency}
            sandbox={meta?.mode === 'sandbox'}
          />
        ) : estimate.isError ? (
          <ErrorNote
            what="What it costs could not be worked out"
            error={estimate.error}
            onRetry={() => void estimate.refetch()}
          />
        ) : (
          <Working>Working out what it costs…</Working>
        )}
        {providers.data === undefined ? null : <Waterfall providers={providers.data} currency={currency} />}
        <NumberInput
          label="Stop at (optional)"
          description={`No call is made that could cost more than this in all, in ${currency}.`}
          placeholder="No limit"
          size="sm"
          min={0}
          decimalScale={4}
          thousandSeparator
          value={cap}
          onChange={setCap}
        />
        {capMayStop ? (
          <Text size="xs" c="dimmed">
            This can run out before all are asked. What is left then waits, and goes on when you raise the limit.
          </Text>
        ) : null}
        {start.error === null ? null : (
          <Alert role="alert" color="red" variant="light" title="The lookup was not started">
            {errorWords(start.error)}
          </Alert>
        )}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            onClick={submit}
            disabled={start.isPending || leads === undefined || leads === 0 || estimate.isPlaceholderData}
          >
            {start.isPending
              ? 'Starting…'
              : leads === undefined
                ? 'Find phones'
                : leads === 0
                  ? 'Nothing to look up'
                  : leads === 1
                    ? 'Find 1 phone'
                    : `Find ${count(leads)} phones`}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};
