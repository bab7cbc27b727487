import { Group, Text } from '@mantine/core';
import { money } from '../../words/money.ts';
import classes from './FunnelBar.module.css';

type MoneyScaleProps = {
  leastMicros: number;
  expectedMicros: number;
  mostMicros: number;
  /** Null: no spending limit. */
  limitMicros: number | null;
  currency: string;
};

/** Min, expected and max cost and the spending limit on one scale. The words below repeat what the picture shows. */
export const MoneyScale = ({ leastMicros, expectedMicros, mostMicros, limitMicros, currency }: MoneyScaleProps) => {
  const endMicros = Math.max(mostMicros, limitMicros ?? 0);
  if (endMicros === 0) return null;
  const at = (micros: number): string => `${(100 * micros) / endMicros}%`;
  return (
    <div>
      <div className={classes['scale']} aria-hidden>
        <div
          className={classes['span']}
          style={{ left: at(leastMicros), width: at(Math.max(0, mostMicros - leastMicros)) }}
        />
        <div className={classes['mark']} style={{ left: at(expectedMicros) }} />
        {limitMicros === null ? null : <div className={classes['limit']} style={{ left: at(limitMicros) }} />}
      </div>
      <Group gap="2px 12px" mt={6}>
        <Text size="xs" c="dimmed" className="tnum">
          <span aria-hidden>▍</span> expected {money(expectedMicros, currency)} of max {money(mostMicros, currency)}
        </Text>
        <Text size="xs" c={limitMicros === null ? 'dimmed' : 'var(--chart-failed)'} className="tnum">
          {limitMicros === null ? 'No spending limit' : `▏ spending limit ${money(limitMicros, currency)}`}
        </Text>
      </Group>
    </div>
  );
};
