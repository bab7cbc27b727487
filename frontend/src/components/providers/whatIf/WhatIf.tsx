import { Box, Button, Card, Group, Stack, Switch, Text, Title } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { useState } from 'react';
import { moved } from '../order/moved.ts';
import { SortableList } from '../order/SortableList.tsx';
import type { DraftProvider } from './draftProvider.ts';
import { useApplyOrder } from './useApplyOrder.ts';
import { WhatIfFigures } from './WhatIfFigures.tsx';

const isSame = (draft: readonly DraftProvider[], providers: readonly DraftProvider[]): boolean =>
  draft.length === providers.length &&
  draft.every(({ id, enabled }, index) => providers[index]?.id === id && providers[index]?.enabled === enabled);

/** Keeps the order to try, with the providers that exist now. */
const withCurrent = (draft: readonly DraftProvider[], providers: readonly DraftProvider[]): DraftProvider[] => [
  ...draft.filter(({ id }) => providers.some((provider) => provider.id === id)),
  ...providers.filter(({ id }) => draft.every((one) => one.id !== id)),
];

const DraftRow = ({ provider, onSwitch }: { provider: DraftProvider; onSwitch: (enabled: boolean) => void }) => (
  <Switch
    size="xs"
    flex={1}
    label={provider.name}
    aria-label={`Try with ${provider.name}`}
    checked={provider.enabled}
    onChange={(event) => onSwitch(event.currentTarget.checked)}
  />
);

type WhatIfProps = { providers: readonly Provider[]; currency: string; onClose: () => void };

/** Tries another order of providers, or one less, on the latest lookups. Nothing changes until the order is used. */
export const WhatIf = ({ providers, currency, onClose }: WhatIfProps) => {
  const [tried, setTried] = useState<readonly DraftProvider[]>(providers);
  const apply = useApplyOrder();
  const draft = withCurrent(tried, providers);
  const order = draft.filter(({ enabled }) => enabled).map(({ id }) => id);
  return (
    <Card withBorder padding="sm" mb="sm" component="section" aria-label="What if">
      <Stack gap="xs">
        <Title order={2} size="sm">
          What if
        </Title>
        <Text size="xs" c="dimmed">
          Move a provider or switch one off to see what the latest lookups would have found and cost. Nothing changes
          before you use the order.
        </Text>
        <Box __vars={{ '--sortable-gap': '2px' }}>
          <SortableList
            label="Order to try"
            items={draft}
            onMove={(_provider, from, to) => setTried(moved(draft, from, to))}
          >
            {(provider, { handle, buttons }) => (
              <Group gap="xs" wrap="nowrap">
                {handle}
                <DraftRow
                  provider={provider}
                  onSwitch={(enabled) =>
                    setTried(draft.map((one) => (one.id === provider.id ? { ...one, enabled } : one)))
                  }
                />
                {buttons}
              </Group>
            )}
          </SortableList>
        </Box>
        {order.length === 0 ? (
          <Text size="sm">Switch on at least one provider to compare.</Text>
        ) : (
          <WhatIfFigures order={order} currency={currency} />
        )}
        <Group gap="xs">
          <Button
            size="compact-sm"
            disabled={isSame(draft, providers) || apply.isPending}
            onClick={() => apply.use(draft, providers, onClose)}
          >
            {apply.isPending ? 'Saving…' : 'Use this order'}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={isSame(draft, providers)}
            onClick={() => setTried(providers)}
          >
            Back to the current order
          </Button>
          <Button size="compact-sm" variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Card>
  );
};
