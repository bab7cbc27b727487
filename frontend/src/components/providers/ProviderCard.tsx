import { ActionIcon, Alert, Button, Card, Group, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Provider, ProviderPatch, ProviderStats } from '@tinygenesy/contract';
import { type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import { useMeta } from '../../api/session/getMeta.ts';
import { useProviderStats } from '../../api/providers/getProviderStats.ts';
import { useUpdateProvider } from '../../api/providers/updateProvider.ts';
import { useUnblockProvider } from '../../api/providers/unblockProvider.ts';
import { ProviderSettings } from './ProviderSettings.tsx';
import { tell, tellError } from '../../app/notify.ts';
import { money } from '../../words/money.ts';
import { count, percent } from '../../words/numbers.ts';
import { durationWords, momentWords } from '../../words/time.ts';

/** The calls under way as dots, one per place. */
const Slots = ({ provider }: { provider: Provider }) => {
  const { inFlight, waiting } = provider.limiter;
  const places = Math.max(provider.maxConcurrent, inFlight);
  const words = `${inFlight} of ${provider.maxConcurrent} calls under way, ${count(waiting)} waiting`;
  return (
    <Text size="xs" c="dimmed" role="status" aria-live="off" aria-label={`${provider.name} now`}>
      {places <= 20 ? (
        <span aria-hidden style={{ letterSpacing: 2, marginRight: 6 }}>
          {'●'.repeat(inFlight)}
          {'○'.repeat(places - inFlight)}
        </span>
      ) : null}
      {words}
    </Text>
  );
};

type AlertWithActionProps = {
  color: 'red' | 'yellow';
  role?: 'alert';
  title: string;
  children: ReactNode;
  action: string;
  isPending: boolean;
  onAction: () => void;
};

/** Why a provider is not asked, and the button that ends it. */
const AlertWithAction = ({ color, role, title, children, action, isPending, onAction }: AlertWithActionProps) => (
  <Alert {...(role === undefined ? {} : { role })} color={color} variant="light" p="xs" title={title}>
    <Text size="sm">{children}</Text>
    <Button size="compact-sm" mt="xs" variant="default" disabled={isPending} onClick={onAction}>
      {isPending ? 'Saving…' : action}
    </Button>
  </Alert>
);

/** A provider that asked us to wait: until when, and the way to ask it sooner. */
const Blocked = ({ provider, until }: { provider: Provider; until: string }) => {
  const unblock = useUnblockProvider();
  const askAgain = (): void =>
    unblock.mutate(provider.id, {
      onSuccess: () => tell(`${provider.name} is asked again.`),
      onError: (error) => tellError(`${provider.name} still waits`, error),
    });
  return (
    <AlertWithAction
      color="yellow"
      title={`${provider.name} asks to wait until ${momentWords(until)}`}
      action="Ask again now"
      isPending={unblock.isPending}
      onAction={askAgain}
    >
      It is not asked before then. Jobs that are on hold for it resume by themselves. If it allows requests again, ask
      it now.
    </AlertWithAction>
  );
};

const isAhead = (at: string | null): at is string => at !== null && Date.parse(at) > Date.now();

const Figure = ({ label, value }: { label: string; value: string }) => (
  <div>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <Text size="sm" className="tnum">
      {value}
    </Text>
  </div>
);

const latency = (ms: number | null): string => (ms === null ? '—' : durationWords(ms));

const Stats = ({ stats, currency }: { stats: ProviderStats; currency: string }) => {
  if (stats.calls === 0) {
    return (
      <Text size="xs" c="dimmed">
        Not asked yet, so there is nothing to say about it.
      </Text>
    );
  }
  return (
    <>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs" verticalSpacing={4}>
        <Figure label="Calls" value={count(stats.calls)} />
        <Figure label="Match rate" value={stats.hitRate === null ? '—' : percent(stats.hitRate)} />
        <Figure label="Half are faster than" value={latency(stats.p50Ms)} />
        <Figure label="95 % are faster than" value={latency(stats.p95Ms)} />
        <Figure label="Spent" value={money(stats.costMicros, currency)} />
        <Figure
          label="Per number found"
          value={stats.costPerFindMicros === null ? '—' : money(stats.costPerFindMicros, currency)}
        />
      </SimpleGrid>
      {stats.errors.length === 0 ? null : (
        <Text size="xs" c="dimmed">
          Failed: {stats.errors.map((error) => `${count(error.count)} × ${error.reason.text}`).join(' · ')}
        </Text>
      )}
    </>
  );
};

type Direction = 'earlier' | 'later';
type MoveButtonProps = {
  ref: Ref<HTMLButtonElement>;
  provider: Provider;
  direction: Direction;
  disabled: boolean;
  onMove: () => void;
  onBlur: () => void;
};

const MoveButton = ({ ref, provider, direction, disabled, onMove, onBlur }: MoveButtonProps) => {
  const Arrow = direction === 'earlier' ? IconArrowUp : IconArrowDown;
  return (
    <ActionIcon
      ref={ref}
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={`Ask ${provider.name} ${direction}`}
      disabled={disabled}
      onBlur={onBlur}
      onClick={onMove}
    >
      <Arrow size={14} />
    </ActionIcon>
  );
};

type Neighbors = { above: Provider | null; below: Provider | null };
type PlaceProps = Neighbors & { provider: Provider; onMove: (to: number) => void };

/** Moves a provider in the order; the focus goes with it. */
const Place = ({ provider, above, below, onMove }: PlaceProps) => {
  const earlier = useRef<HTMLButtonElement>(null);
  const later = useRef<HTMLButtonElement>(null);
  const pressed = useRef<Direction | null>(null);
  useEffect(() => {
    if (pressed.current === null) return;
    const [wanted, other] = pressed.current === 'earlier' ? [earlier, later] : [later, earlier];
    (wanted.current?.disabled === true ? other : wanted).current?.focus();
  }, [provider.position, above?.id, below?.id]);
  // The new place comes in steps; what a person focuses next is theirs.
  const forget = (): void => {
    pressed.current = null;
  };
  const move = (direction: Direction, to: Provider | null): void => {
    if (to === null) return;
    pressed.current = direction;
    onMove(to.position);
  };
  return (
    <>
      <MoveButton
        ref={earlier}
        provider={provider}
        direction="earlier"
        disabled={above === null}
        onBlur={forget}
        onMove={() => move('earlier', above)}
      />
      <MoveButton
        ref={later}
        provider={provider}
        direction="later"
        disabled={below === null}
        onBlur={forget}
        onMove={() => move('later', below)}
      />
    </>
  );
};

type CardHeadProps = Neighbors & { provider: Provider; currency: string; onChange: (patch: ProviderPatch) => void };

/** Name, terms, position and switch of a provider. */
const CardHead = ({ provider, above, below, currency, onChange }: CardHeadProps) => (
  <Group justify="space-between" wrap="nowrap" align="start">
    <div>
      <Title order={2} size="sm">
        {provider.position}. {provider.name}
      </Title>
      <Text size="xs" c="dimmed">
        Needs {provider.needs.join(' and ')} · {money(provider.priceMicros, currency)}{' '}
        {provider.charge === 'found' ? 'a number found' : 'a call'} · {provider.ratePerSecond} a second,{' '}
        {provider.maxConcurrent} at once
      </Text>
    </div>
    <Group gap={4} wrap="nowrap">
      <Place provider={provider} above={above} below={below} onMove={(position) => onChange({ position })} />
      <Switch
        size="sm"
        aria-label={`Ask ${provider.name}`}
        onLabel="on"
        offLabel="off"
        checked={provider.enabled}
        onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
      />
    </Group>
  </Group>
);

type ProviderCardProps = Neighbors & { provider: Provider };

/** One provider: on or off, its place, what it is doing now, how well it does, what it costs. */
export const ProviderCard = ({ provider, above, below }: ProviderCardProps) => {
  const { data: meta } = useMeta();
  const stats = useProviderStats(provider.id);
  const update = useUpdateProvider();
  /** Null: not yet; false: ended, so that the focus goes back to the button. */
  const [editing, setEditing] = useState<boolean | null>(null);
  const currency = meta?.currency ?? 'EUR';
  // Not by disabling what was pressed: a disabled button drops the focus.
  const change = (patch: ProviderPatch): void => {
    if (update.isPending) return;
    update.mutate(
      { id: provider.id, patch },
      { onError: (error) => tellError(`${provider.name} was not changed`, error) },
    );
  };

  return (
    <Card withBorder padding="sm" component="article" aria-label={provider.name}>
      <Stack gap="xs">
        <CardHead provider={provider} above={above} below={below} currency={currency} onChange={change} />
        {provider.usable ? null : (
          <AlertWithAction
            role="alert"
            color="red"
            title={`${provider.name} can’t be used`}
            action="I fixed it"
            isPending={update.isPending}
            onAction={() => change({ usable: true })}
          >
            {provider.notUsable?.text ?? 'It refused us several times in a row.'} Jobs that need it are on hold; nothing
            is spent on it.
          </AlertWithAction>
        )}
        {isAhead(provider.limiter.blockedUntil) ? (
          <Blocked provider={provider} until={provider.limiter.blockedUntil} />
        ) : null}
        <Slots provider={provider} />
        {stats.data !== undefined ? (
          <Stats stats={stats.data} currency={currency} />
        ) : (
          <Text size="xs" c="dimmed">
            {stats.isError ? 'Its figures could not be loaded.' : 'Loading its figures…'}
          </Text>
        )}
        {editing === true ? (
          <ProviderSettings provider={provider} currency={currency} onDone={() => setEditing(false)} />
        ) : (
          <Group>
            <Button size="compact-xs" variant="subtle" autoFocus={editing === false} onClick={() => setEditing(true)}>
              Change price and limits
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
};
