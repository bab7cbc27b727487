import { Container, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { providersOptions } from '../../api/providers/getProviders.ts';
import { Loaded } from '../shell/Loaded.tsx';
import { ProviderCard } from './ProviderCard.tsx';

/** Who is asked for phone numbers, in this order, and how well each does. */
export const ProvidersPage = () => {
  // What the limiter holds changes with every call; no event tells each of them.
  const providers = useQuery({ ...providersOptions, refetchInterval: 2_000 });
  return (
    <ScrollArea flex={1}>
      <Container size="sm" py="md">
        <Title order={1} size="h4">
          Providers
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          Each lead goes through them from the top until one knows its number.
        </Text>
        <Loaded query={providers} loading="Loading providers…" failed="The providers could not be loaded" showsRetries>
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
