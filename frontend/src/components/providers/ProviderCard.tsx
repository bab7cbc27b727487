import { Alert, Anchor, Card, Group, Stack, Switch, Text, Title } from '@mantine/core';
import type { Provider, ProviderPatch } from '@tinygenesy/contract';
import { useState } from 'react';
import { useMeta } from '../../api/session/getMeta.ts';
import type { StatsSpan } from '../../api/providers/getProviderStats.ts';
import { useUpdateProvider } from '../../api/providers/updateProvider.ts';
import { useUnblockProvider } from '../../api/providers/unblockProvider.ts';
import type { SortControls } from './order/SortableList.tsx';
import { ProviderFigures } from './ProviderFigures.tsx';
import { AlertWithAction } from './AlertWithAction.tsx';
import { BudgetOfToday, Stopped, whileStopped } from './ProviderStop.tsx';
import { SwitchOnUntested } from './SwitchOnUntested.tsx';
import { priceWords } from './priceWords.ts';
import { ProviderTasks, type Task } from './ProviderTasks.tsx';
import { tell, tellError } from '../../app/notify.ts';
import { money } from '../../words/money.ts';
import { count, creditsWord } from '../../words/numbers.ts';
import { momentWords } from '../../words/time.ts';
import { labelsInWords } from '@tinygenesy/contract';
import { windowWords } from '../../words/rateWindow.ts';

/** Running calls and free rate-limit slots as dots, and in words. */
const Slots = ({ provider }: { provider: Provider }) => {
  const { inFlight, waiting } = provider.limiter;
  const slots = Math.max(provider.maxConcurrent, inFlight);
  const words = `${inFlight} of ${provider.maxConcurrent} calls running, ${count(waiting)} waiting`;
  return (
    <Text size="xs" c="dimmed" role="status" aria-live="off" aria-label={`Calls of ${provider.name}`}>
      {slots <= 20 ? (
        <span aria-hidden style={{ letterSpacing: 2, marginRight: 6 }}>
          {'●'.repeat(inFlight)}
          {'○'.repeat(slots - inFlight)}
        </span>
      ) : null}
      {words}
    </Text>
  );
};

/** Rate limit that a provider's response set: its end, and a button that resumes calls before it. */
const Blocked = ({ provider, until }: { provider: Provider; until: string }) => {
  const unblock = useUnblockProvider();
  const resume = (): void =>
    unblock.mutate(provider.id, {
      onSuccess: () => tell(`Calls to ${provider.name} resumed.`),
      onError: (error) => tellError(`Couldn’t resume calls to ${provider.name}`, error),
    });
  return (
    <AlertWithAction
      color="yellow"
      title={`Rate limit of ${provider.name} until ${momentWords(until)}`}
      action="Resume calls now"
      isPending={unblock.isPending}
      onAction={resume}
    >
      TinyGenesy does not call {provider.name} before then. {whileStopped(provider)} If {provider.name} accepts calls
      again, resume them now.
    </AlertWithAction>
  );
};

/** Rate limit whose calls are used up, and when the next call is allowed. */
const UsedUp = ({ provider, usedUp }: { provider: Provider; usedUp: NonNullable<Provider['limiter']['usedUp']> }) => (
  <Alert color="yellow" variant="light" p="xs" title={`Used up until ${momentWords(usedUp.until)}`}>
    <Text size="sm">
      The limit of {windowWords(usedUp.window)} is reached. TinyGenesy does not call {provider.name} before then.{' '}
      {whileStopped(provider)}
    </Text>
  </Alert>
);

/** The sandbox needs no key, but the settings. */
const lacksSetting = ({ settings }: Provider): boolean => settings.some(({ value }) => value === null);

const isAhead = (at: string | null): at is string => at !== null && Date.parse(at) > Date.now();

type CardHeadProps = {
  provider: Provider;
  controls: SortControls;
  currency: string;
  onChange: (patch: ProviderPatch) => void;
  onSwitchOn: () => void;
};

/** Name, terms, position and switch of a provider. */
const CardHead = ({ provider, controls, currency, onChange, onSwitchOn }: CardHeadProps) => (
  <Group justify="space-between" wrap="nowrap" align="start" gap="xs">
    {controls.handle}
    <div style={{ flex: 1 }}>
      <Title order={2} size="sm">
        {provider.position}. {provider.name}
      </Title>
      <Text size="xs" c="dimmed">
        Needs {provider.needs.join(' and ')} · {priceWords(provider, currency)} · {provider.ratePerSecond}{' '}
        {provider.ratePerSecond === 1 ? 'call' : 'calls'}/s,{' '}
        {provider.windows.map((window) => `${windowWords(window)}, `)}
        {provider.maxConcurrent} concurrent
      </Text>
    </div>
    <Group gap={4} wrap="nowrap">
      {controls.buttons}
      <Switch
        size="sm"
        aria-label={`Use ${provider.name}`}
        checked={provider.enabled}
        onChange={(event) => (event.currentTarget.checked ? onSwitchOn() : onChange({ enabled: false }))}
      />
    </Group>
  </Group>
);

type ProviderCardProps = { provider: Provider; controls: SortControls; days: StatsSpan };

/** One provider: switch, position, running calls, statistics and settings. */
export const ProviderCard = ({ provider, controls, days }: ProviderCardProps) => {
  const { data: meta } = useMeta();
  const update = useUpdateProvider();
  const currency = meta?.currency ?? 'EUR';
  const [asks, setAsks] = useState(false);
  const [task, setTask] = useState<Task | null>(null);
  // Ignores a second press. A disabled button would lose the focus.
  const change = (patch: ProviderPatch): void => {
    if (update.isPending) return;
    update.mutate(
      { id: provider.id, patch },
      { onError: (error) => tellError(`Couldn’t change ${provider.name}`, error) },
    );
  };

  return (
    <Card withBorder padding="sm" component="article" aria-label={provider.name}>
      <Stack gap="xs">
        <CardHead
          provider={provider}
          controls={controls}
          currency={currency}
          onChange={change}
          onSwitchOn={() => (provider.untested === null ? change({ enabled: true }) : setAsks(true))}
        />
        {asks ? (
          <SwitchOnUntested
            provider={provider}
            onConfirm={() => change({ enabled: true })}
            onClose={() => setAsks(false)}
          />
        ) : null}
        {provider.usable ? null : (
          <Stopped provider={provider} isPending={update.isPending} onCallAgain={() => change({ usable: true })} />
        )}
        {provider.priceMicros === 0 && (provider.reserveCredits ?? 0) > 0 ? (
          <Text size="sm" c="var(--mantine-color-orange-light-color)">
            No price entered: calls count as {money(0, currency)}, and spending limits do not stop them. Enter what{' '}
            {creditsWord(provider.reserveCredits ?? 0)} {provider.reserveCredits === 1 ? 'costs' : 'cost'} you.
          </Text>
        ) : null}
        {isAhead(provider.limiter.blockedUntil) ? (
          <Blocked provider={provider} until={provider.limiter.blockedUntil} />
        ) : null}
        {provider.limiter.usedUp !== null && isAhead(provider.limiter.usedUp.until) ? (
          <UsedUp provider={provider} usedUp={provider.limiter.usedUp} />
        ) : null}
        <BudgetOfToday provider={provider} currency={currency} />
        {provider.missing.length === 0 || task === 'secrets' ? null : (
          <Text size="xs" c={meta?.mode === 'live' ? 'var(--mantine-color-orange-light-color)' : 'dimmed'}>
            Needs {labelsInWords(provider.missing)}, and is skipped{' '}
            {lacksSetting(provider) ? 'until then' : 'in live mode'}.{' '}
            <Anchor component="button" type="button" size="xs" onClick={() => setTask('secrets')}>
              {provider.missing.length === 1 ? 'Enter it' : 'Enter them'}
            </Anchor>
          </Text>
        )}
        <Slots provider={provider} />
        <ProviderFigures provider={provider} days={days} currency={currency} />
        <ProviderTasks provider={provider} currency={currency} open={task} onOpen={setTask} />
      </Stack>
    </Card>
  );
};
