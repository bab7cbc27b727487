import { Container, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { providersOptions } from '../../api/providers/getProviders.ts';
import { ErrorNote } from '../shell/ErrorNote.tsx';
import { Working } from '../shell/Working.tsx';
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
        {providers.data !== undefined ? (
          <Stack gap="sm">
            {providers.data.map((provider, index) => (
              <ProviderCard
                key={provider.id}
                provider={provider}
                above={providers.data[index - 1] ?? null}
                below={providers.data[index + 1] ?? null}
              />
            ))}
          </Stack>
        ) : providers.isError || providers.failureReason !== null ? (
          <ErrorNote
            what="The providers could not be loaded"
            error={providers.error ?? providers.failureReason}
            onRetry={() => void providers.refetch()}
          />
        ) : (
          <Working>Loading providers…</Working>
        )}
      </Container>
    </ScrollArea>
  );
};
