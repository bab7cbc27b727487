import { Button, Stack, Text, Title } from '@mantine/core';

/** Shown instead of a page that threw an error. */
export const BrokenPage = () => (
  <Stack p="xl" align="center" gap="xs" role="alert">
    <Title order={2} size="h4">
      This page stopped working
    </Title>
    <Text size="sm" c="dimmed" ta="center">
      Your leads are safe on the server, and jobs continue to run. Reload the page. If the error returns, please report
      it.
    </Text>
    <Button onClick={() => location.reload()}>Reload</Button>
  </Stack>
);
