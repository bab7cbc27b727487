import { Text } from '@mantine/core';
import { money } from '../../words/money.ts';
import { percent } from '../../words/numbers.ts';
import classes from './FunnelBar.module.css';

/** What a job has spent of its limit. @param limitMicros null: no limit, and no picture */
export const SpendingGauge = ({
  spentMicros,
  limitMicros,
  currency,
}: {
  spentMicros: number;
  limitMicros: number | null;
  currency: string;
}) => {
  const spent = `${money(spentMicros, currency)} spent`;
  if (limitMicros === null || limitMicros === 0) {
    return (
      <Text size="xs" c="dimmed" className="tnum">
        {spent} · no spending limit
      </Text>
    );
  }
  const share = Math.min(1, spentMicros / limitMicros);
  return (
    <div>
      <div className={classes['scale']} aria-hidden>
        <div className={classes['filled']} style={{ width: `${share * 100}%` }} />
      </div>
      <Text size="xs" mt={4} className="tnum">
        {spent} of the limit {money(limitMicros, currency)} ({percent(share)})
      </Text>
    </div>
  );
};
