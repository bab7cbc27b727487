import { Badge } from '@mantine/core';
import type { LookupEstimate, Provider, WaterfallStep } from '@tinygenesy/contract';
import { money } from '../../../words/money.ts';
import { count } from '../../../words/numbers.ts';
import { matchRateWords } from '../../../words/waterfall.ts';
import { FunnelBar } from '../../charts/FunnelBar.tsx';
import classes from '../../charts/FunnelTable.module.css';

type StepProps = { step: WaterfallStep; total: number; provider: Provider | undefined; currency: string };

const Step = ({ step, total, provider, currency }: StepProps) => {
  const { rate, basis } = matchRateWords(step);
  const price = `${money(step.priceMicros, currency)} ${step.charge === 'found' ? 'per number' : 'per call'}`;
  return (
    <tr>
      <th scope="row">
        {step.name}{' '}
        {provider?.usable === false ? (
          <Badge size="xs" color="red" variant="light" tt="none">
            not usable
          </Badge>
        ) : null}
        <span className={classes['note']}>
          {price}
          {provider === undefined ? '' : ` · needs ${provider.needs.join(' and ')}`}
        </span>
      </th>
      <td className={`${classes['bar']} tnum`}>
        <FunnelBar
          total={total}
          parts={[
            { key: 'found', count: step.found, color: 'var(--chart-found)' },
            { key: 'rest', count: step.leads - step.found, color: 'var(--chart-none)' },
          ]}
        />
        {count(step.leads)} asked → {count(step.found)} found
      </td>
      <td className={`${classes['rate']} tnum`}>
        <span className={classes['short']}>Match rate </span>
        {rate}
        <span className={classes['note']}>{basis}</span>
      </td>
      <td className={`${classes['number']} tnum`}>
        <span className={classes['short']}>Expected cost </span>
        {money(step.costMicros, currency)}
      </td>
      <td className={`${classes['number']} tnum`}>
        <span className={classes['short']}>Left </span>
        {count(step.left)}
      </td>
    </tr>
  );
};

type WaterfallProps = {
  estimate: LookupEstimate;
  providers: readonly Provider[];
  currency: string;
  mobileOnly: boolean;
};

/** The expected waterfall as a funnel: leads that reach each provider, matches, cost, and the leads that are left. */
export const Waterfall = ({ estimate, providers, currency, mobileOnly }: WaterfallProps) =>
  estimate.leads === 0 || estimate.waterfall.length === 0 ? null : (
    <div className={classes['box']}>
      <table className={classes['table']} aria-label="Expected results by provider">
        <thead>
          <tr>
            <th scope="col">Provider</th>
            <th scope="col">Expected {mobileOnly ? 'mobile numbers' : 'matches'}</th>
            <th scope="col">Match rate</th>
            <th scope="col" className={classes['number']}>
              Expected cost
            </th>
            <th scope="col" className={classes['number']}>
              Left
            </th>
          </tr>
        </thead>
        <tbody>
          {estimate.waterfall.map((step) => (
            <Step
              key={step.provider}
              step={step}
              total={estimate.leads}
              provider={providers.find(({ id }) => id === step.provider)}
              currency={currency}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
