import { Alert, Text } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { AlertWithAction } from './AlertWithAction.tsx';
import { money } from '../../words/money.ts';
import { count } from '../../words/numbers.ts';
import { momentWords } from '../../words/time.ts';

/** What jobs and leads do while a provider is stopped. */
export const whileStopped = ({ name, whenStopped }: Pick<Provider, 'name' | 'whenStopped'>): string =>
  whenStopped === 'pass'
    ? `Leads pass on to the next provider, and are called here by a retry.`
    : `Jobs that need ${name} go on hold and resume by themselves.`;

/** What is known about the credits of a provider that is out of them. */
const creditsWords = ({ balance }: Provider): string => {
  if (balance === null) return 'Buy credits, then call it again.';
  const { credits, checkedAt, problem } = balance;
  const after = 'Continues by itself after a top-up.';
  if (checkedAt === null || (credits === null && problem === null))
    return `The credits left are checked soon. ${after}`;
  const checked = `checked ${momentWords(checkedAt)}`;
  return problem === null
    ? `${count(credits ?? 0)} left, ${checked}. ${after}`
    : `The credits left are unknown: ${problem} (${checked}). TinyGenesy asks again.`;
};

type StoppedProps = { provider: Provider; isPending: boolean; onCallAgain: () => void };

/** Why a provider is not called until somebody acts, and the button that ends the stop. */
export const Stopped = ({ provider, isPending, onCallAgain }: StoppedProps) => {
  const { name, notUsable } = provider;
  const reason = notUsable?.text ?? `${name} refused several calls in a row`;
  const isOutOfCredits = notUsable?.code === 'out_of_credits';
  const isUntested = notUsable?.code === 'not_tested';
  const isRefused = notUsable?.code === 'bad_key' || notUsable?.code === 'no_secret';
  return (
    <AlertWithAction
      role="alert"
      color={isUntested ? 'yellow' : 'red'}
      title={
        isOutOfCredits
          ? `${name} is out of credits`
          : isUntested
            ? `${name} stopped after ${provider.untested?.maxLeads ?? 10} leads`
            : `${name} can’t be called`
      }
      action={isUntested ? 'Continue without a test run' : isOutOfCredits ? `Call ${name} now` : `Call ${name} again`}
      isPending={isPending}
      onAction={onCallAgain}
    >
      {reason}. {isOutOfCredits ? `${creditsWords(provider)} ` : ''}
      {isRefused ? 'A new key ends the stop. ' : ''}
      {whileStopped(provider)}
    </AlertWithAction>
  );
};

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
  const price = money(provider.priceMicros, currency);
  const paysForNone = provider.priceMicros > perDayMicros;
  return (
    <Alert
      color="yellow"
      variant="light"
      p="xs"
      title={
        paysForNone
          ? `Budget of ${budget} a day pays for no call`
          : `Budget of ${budget} used up until ${momentWords(usedUpUntil)}`
      }
    >
      <Text size="sm">
        {paysForNone
          ? `One call may cost ${price}: set a budget of at least that. `
          : `Spent today: ${money(spentTodayMicros, currency)}. The next call may cost ${price}. `}
        {whileStopped(provider)} A higher budget applies at once.
      </Text>
    </Alert>
  );
};
