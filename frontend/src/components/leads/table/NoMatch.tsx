import { Button, Stack, Text, Title } from '@mantine/core';

/** The table when no lead matches the search and the filters. */
export const NoMatch = ({ onClear }: { onClear: () => void }) => (
  <Stack align="center" gap="xs" p="xl" mt="8vh">
    <Title order={2} size="h4">
      No leads match
    </Title>
    <Text size="sm" c="dimmed" ta="center">
      Your leads are still there. The search or a filter excludes all of them.
    </Text>
    <Button variant="default" size="xs" onClick={onClear}>
      Show all leads
    </Button>
  </Stack>
);
