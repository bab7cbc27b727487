import { Container, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { providersOptions } from '../../api/providers/getProviders.ts';
import { Loaded } from '../shell/Loaded.tsx';
import { AddProvider } from './AddProvider.tsx';
import { ProviderCard } from './ProviderCard.tsx';

/** Phone providers in the order of their calls, with settings and statistics. */
export const ProvidersPage = () => {
  // Polls, because the rate limiter changes with every call and the server sends no event for it.
  const providers = useQuery({ ...providersOptions, refetchInterval: 2_000 });
  return (
    <ScrollArea flex={1}>
      <Container size="sm" py="md">
        <Group justify="space-between">
          <Title order={1} size="h4">
            Providers
          </Title>
          <AddProvider />
        </Group>
        <Text size="sm" c="dimmed" mb="sm">
          TinyGenesy calls the providers in this order and stops at the first phone number.
        </Text>
        <Loaded query={providers} loading="Loading providers…" failed="Couldn’t load the providers" showsRetries>
          {(data) => (
            <Stack gap="sm">
              {data.map((provider, index) => (
                <ProviderCard
                  key={provider.id}
                  provider={provider}
                  above={data[index - 1] ?? null}
                  below={data[index + 1] ?? null}
                />
              ))}
            </Stack>
          )}
        </Loaded>
      </Container>
    </ScrollArea>
  );
};
