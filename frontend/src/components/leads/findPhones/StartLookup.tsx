import { Alert, Button, Group } from '@mantine/core';
import { money } from '../../../words/money.ts';
import { count } from '../../../words/numbers.ts';
import { ErrorAlert } from '../../shell/ErrorAlert.tsx';
import { type FindPhones, type LookupStart, trialLeads } from './useFindPhones.ts';

const startWords = (leads: number): string =>
  leads === 1 ? 'Find 1 phone number' : `Find ${count(leads)} phone numbers`;

const startLabel = ({ isStarting, leads }: FindPhones): string => {
  if (isStarting) return 'Starting…';
  if (leads === undefined) return 'Find phone numbers';
  return leads === 0 ? 'Nothing to look up' : startWords(leads);
};

type ConfirmCostProps = { start: LookupStart; currency: string; lookup: FindPhones };

const ConfirmCost = ({ start, currency, lookup }: ConfirmCostProps) => {
  const price = money(start.maxMicros, currency);
  return (
    <Alert color="orange" variant="light" role="alert" title={`This can cost up to ${price}`}>
      <Group gap="xs">
        <Button size="xs" disabled={lookup.isStarting} onClick={lookup.confirm}>
          {lookup.isStarting ? 'Starting…' : `${startWords(start.leads)} for up to ${price}`}
        </Button>
        <Button size="xs" variant="default" autoFocus onClick={lookup.goBack}>
          Back
        </Button>
      </Group>
    </Alert>
  );
};

type StartLookupProps = { lookup: FindPhones; currency: string; onCancel: () => void };

/** The buttons that start the lookups, or the confirmation before an expensive start. */
export const StartLookup = ({ lookup, currency, onCancel }: StartLookupProps) => (
  <>
    <ErrorAlert title="Couldn’t start the lookup" error={lookup.startError} />
    {lookup.unconfirmed !== null ? (
      <ConfirmCost start={lookup.unconfirmed} currency={currency} lookup={lookup} />
    ) : (
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        {lookup.trial === undefined ? null : (
          <Button variant="default" disabled={!lookup.isReady} onClick={lookup.startTrial}>
            Try {trialLeads} leads first (max {money(lookup.trial.cost.mostMicros, currency)})
          </Button>
        )}
        <Button onClick={lookup.startAll} disabled={!lookup.isReady || (lookup.leads ?? 0) === 0}>
          {startLabel(lookup)}
        </Button>
      </Group>
    )}
  </>
);
