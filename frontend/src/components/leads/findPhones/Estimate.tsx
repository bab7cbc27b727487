import { Alert, Anchor, SimpleGrid, Stack, Text } from '@mantine/core';
import type { LookupEstimate } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { money } from '../../../words/money.ts';
import { count } from '../../../words/numbers.ts';
import { noLookupWords } from '../../../words/phone.ts';
import { etaWords } from '../../../words/time.ts';
import { MoneyScale } from '../../charts/MoneyScale.tsx';

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const Figure = ({ label, value }: { label: string; value: string }) => (
  <Stack gap={0} p={8} bg="var(--mantine-color-default-hover)" style={{ borderRadius: 4 }}>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <Text size="sm" fw={600} className="tnum">
      {value}
    </Text>
  </Stack>
);

type EstimateProps = {
  estimate: LookupEstimate;
  selected: number;
  currency: string;
  /** Null: no spending limit. */
  limitMicros: number | null;
  isSandbox: boolean;
};

/** Number of leads that will be looked up, reasons for the others, and cost in money and time. */
export const Estimate = ({ estimate, selected, currency, limitMicros, isSandbox }: EstimateProps) => {
  const { cost, etaSeconds } = estimate;
  const skipped = estimate.skipped.filter((one) => one.count > 0);
  return (
    <Stack gap={6}>
      <Text size="sm" role="status" aria-label="What will happen">
        {count(selected)} selected: <b>{count(estimate.leads)} will be looked up</b>.{' '}
        {skipped.length === 0
          ? null
          : `Not included: ${skipped.map((one) => `${count(one.count)} ${lowerFirst(one.reason.text)}`).join(', ')}.`}
      </Text>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs">
        <Figure label="Min cost" value={money(cost.leastMicros, currency)} />
        <Figure label="Expected cost" value={money(cost.expectedMicros, currency)} />
        <Figure label="Max cost" value={money(cost.mostMicros, currency)} />
        <Figure label="Time" value={etaWords(etaSeconds) ?? 'Not known yet'} />
      </SimpleGrid>
      {estimate.leads === 0 ? null : <MoneyScale {...cost} limitMicros={limitMicros} currency={currency} />}
      {isSandbox ? (
        <Text size="xs" c="dimmed">
          Sandbox prices are test data. You are not charged.
        </Text>
      ) : null}
    </Stack>
  );
};

/** Explains why no lead can be looked up now, and what to do. Renders nothing when leads can be looked up. */
export const NothingToLookUp = ({ estimate, onClose }: { estimate: LookupEstimate; onClose: () => void }) => {
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
        noLookupWords(estimate.skipped)
      )}
    </Alert>
  );
};
