import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { Attempt, Provider, ProviderTested } from '@tinygenesy/contract';
import { useState } from 'react';
import { useTestProvider } from '../../api/providers/testProvider.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { money } from '../../words/money.ts';
import { IsThisRight } from './IsThisRight.tsx';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { LeadSelect } from './LeadSelect.tsx';
import { LongText } from './tryOut/LongText.tsx';

const outcomeTitle = ({ outcome, phoneNumber }: Attempt): string => {
  if (outcome === 'found') return `Number found: ${phoneNumber ?? ''}`;
  return outcome === 'not_found' ? 'The provider has no number for this lead' : 'The call failed';
};

type OutcomeProps = { tested: ProviderTested; provider: Provider; currency: string };

const Outcome = ({ tested: { attempt, response }, provider, currency }: OutcomeProps) => (
  <Alert
    role="status"
    variant="light"
    color={attempt.outcome === 'found' ? 'teal' : attempt.outcome === 'not_found' ? 'gray' : 'red'}
    title={outcomeTitle(attempt)}
    p="xs"
  >
    <Text size="sm">
      {attempt.reason === null ? '' : `${attempt.reason.text}. `}
      Status {attempt.httpStatus ?? '—'}, {attempt.mode === 'sandbox' ? 'would cost' : 'cost'}{' '}
      {money(attempt.costMicros, currency)}.
      {attempt.mode === 'sandbox'
        ? ` The sandbox answered for ${provider.name}: nothing was charged, and ${attempt.outcome === 'found' ? 'the number is test data' : 'the real provider may know the person'}.`
        : ' Compare the result with the answer, and with what you know about the person.'}
    </Text>
    {response === null || response.body === '' ? null : (
      <details open>
        <Text component="summary" size="xs">
          Answer as it came
        </Text>
        <LongText label="Answer as it came" maxHeight={240} text={response.body} />
      </details>
    )}
  </Alert>
);

/** A failed call shows no reading, and a miss of the sandbox says nothing about the real provider. */
const isAsked = ({ outcome, mode }: Attempt): boolean =>
  outcome === 'found' || (outcome === 'not_found' && mode === 'live');

/** Makes one call about a chosen lead and shows its outcome. The lead stays unchanged. */
export const TestRun = ({ provider, onDone }: { provider: Provider; onDone: () => void }) => {
  const { data: meta } = useMeta();
  const currency = meta?.currency ?? 'EUR';
  const [leadId, setLeadId] = useState<string | null>(null);
  const test = useTestProvider();
  const price =
    meta?.mode === 'live'
      ? `One real call, at most ${money(provider.priceMicros, currency)}.`
      : 'Free: the sandbox answers.';
  return (
    <Stack gap="xs" role="group" aria-label={`Test run of ${provider.name}`}>
      <LeadSelect description="Choose a person whose number you know." autoFocus value={leadId} onChange={setLeadId} />
      <Text size="xs" c="dimmed">
        {price} Needs {provider.needs.join(' and ')}.
      </Text>
      <ErrorAlert title="No call was made" error={test.error} p="xs" />
      {test.data === undefined || test.isPending ? null : (
        <>
          <Outcome tested={test.data} provider={provider} currency={currency} />
          {isAsked(test.data.attempt) ? <IsThisRight key={test.data.attempt.queuedAt} provider={provider} /> : null}
        </>
      )}
      <Group gap="xs">
        <Button
          size="compact-sm"
          disabled={leadId === null || test.isPending}
          onClick={() => test.mutate({ id: provider.id, leadId: Number(leadId), withBadKey: false })}
        >
          {test.isPending ? 'Calling…' : `Call ${provider.name}`}
        </Button>
        {meta?.mode === 'live' ? (
          <Button
            size="compact-sm"
            variant="default"
            disabled={leadId === null || test.isPending}
            onClick={() => test.mutate({ id: provider.id, leadId: Number(leadId), withBadKey: true })}
          >
            Call with a wrong key
          </Button>
        ) : null}
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Close
        </Button>
      </Group>
    </Stack>
  );
};
