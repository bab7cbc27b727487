import { Button, Stack, Text, Title } from '@mantine/core';

/** What stays when a part of the page breaks: work on the server is not touched by it. */
export const BrokenPage = () => (
  <Stack p="xl" align="center" gap="xs" role="alert">
    <Title order={2} size="h4">
      This page broke
    </Title>
    <Text size="sm" c="dimmed" ta="center">
      Your leads and running jobs are on the server and go on. Reload to carry on; if it breaks again, please report it.
    </Text>
    <Button onClick={() => location.reload()}>Reload</Button>
  </Stack>
);
