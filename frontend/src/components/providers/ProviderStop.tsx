import { Alert, Text } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { money } from '../../words/money.ts';
import { momentWords } from '../../words/time.ts';

/** What jobs and leads do while a provider is stopped. */
export const whileStopped = ({ name, whenStopped }: Pick<Provider, 'name' | 'whenStopped'>): string =>
  whenStopped === 'pass'
    ? `Leads pass on to the next provider, and are called here by a retry.`
    : `Jobs that need ${name} go on hold and resume by themselves.`;

/** The budget of the day and what was spent of it; says when it is used up. */
export const BudgetOfToday = ({ provider, currency }: { provider: Provider; currency: string }) => {
  const { perDayMicros, spentTodayMicros, usedUpUntil } = provider.budget;
  if (perDayMicros === null) return null;
  const budget = money(perDayMicros, currency);
  if (usedUpUntil === null) {
    return (
      <Text size="xs" c="dimmed">
        Spent today {money(spentTodayMicros, currency)} of {budget}
      </Text>
    );
  }
  return (
    <Alert
      color="yellow"
      variant="light"
      p="xs"
      title={`Budget of ${budget} used up until ${momentWords(usedUpUntil)}`}
    >
      <Text size="sm">
        {money(spentTodayMicros, currency)} were spent today; the next call may cost{' '}
        {money(provider.priceMicros, currency)}. {whileStopped(provider)} A higher budget applies at once.
      </Text>
    </Alert>
  );
};
