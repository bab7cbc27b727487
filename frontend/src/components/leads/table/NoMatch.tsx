import { Button, Stack, Text, Title } from '@mantine/core';

/** The table when no lead matches the search and the filters. */
export const NoMatch = ({ onClear }: { onClear: () => void }) => (
  <Stack align="center" gap="xs" p="xl" mt="8vh">
    <Title order={2} size="h4">
      No lead matches
    </Title>
    <Text size="sm" c="dimmed">
      Your leads are still there; the search or a filter leaves all of them out.
    </Text>
    <Button variant="default" size="xs" onClick={onClear}>
      Show all leads
    </Button>
  </Stack>
);
