import { Button, Container, Group, ScrollArea, SegmentedControl, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { providersOptions } from '../../api/providers/getProviders.ts';
import { type StatsSpan, statsSpans } from '../../api/providers/getProviderStats.ts';
import { useParam } from '../../app/useParam.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { Loaded } from '../shell/Loaded.tsx';
import { AddProvider } from './AddProvider.tsx';
import { ModeBar } from './mode/ModeBar.tsx';
import { SortableList } from './order/SortableList.tsx';
import { useMoveProvider } from './order/useMoveProvider.ts';
import { WhatIf } from './whatIf/WhatIf.tsx';
import { ProviderCard } from './ProviderCard.tsx';

/** Phone providers in the order of their calls, with settings and statistics. */
export const ProvidersPage = () => {
  // Polls, because the rate limiter changes with every call and the server sends no event for it.
  const { data: meta } = useMeta();
  const [tries, setTries] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setTries(false);
    toggle.current?.focus();
  };
  const move = useMoveProvider();
  const [span, setSpan] = useParam('days');
  const days: StatsSpan = statsSpans.find((one) => String(one) === span) ?? statsSpans[0];
  const providers = useQuery({ ...providersOptions, refetchInterval: 2_000 });
  return (
    <ScrollArea flex={1}>
      <Container size="sm" py="md">
        <Group justify="space-between" mb={6}>
          <Title order={1} size="h4">
            Providers
          </Title>
          <Group gap="xs">
            <Button
              ref={toggle}
              size="compact-sm"
              variant="default"
              onClick={() => setTries(!tries)}
              aria-expanded={tries}
            >
              What if…
            </Button>
            <AddProvider />
          </Group>
        </Group>
        <Text size="sm" c="dimmed" mb="xs">
          TinyGenesy calls the providers in this order and stops at the first phone number.
        </Text>
        {meta === undefined ? null : <ModeBar mode={meta.mode} />}
        <SegmentedControl
          size="xs"
          mb="sm"
          aria-label="Figures of"
          value={String(days)}
          onChange={(value) => setSpan(value === String(statsSpans[0]) ? null : value)}
          data={statsSpans.map((one) => ({ value: String(one), label: `Last ${one} days` }))}
        />
        <Loaded query={providers} loading="Loading providers…" failed="Couldn’t load the providers" showsRetries>
          {(data) => (
            <>
              {tries ? <WhatIf providers={data} currency={meta?.currency ?? 'EUR'} onClose={close} /> : null}
              <SortableList label="Providers in order" items={data} onMove={move}>
                {(provider, controls) => <ProviderCard provider={provider} controls={controls} days={days} />}
              </SortableList>
            </>
          )}
        </Loaded>
      </Container>
    </ScrollArea>
  );
};
