import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';

export const NotFoundPage = () => (
  <Stack p="xl" align="center" gap="xs">
    <Title order={2} size="h4">
      Page not found
    </Title>
    <Text size="sm" c="dimmed" ta="center">
      The address may belong to another version. No data is lost.
    </Text>
    <Anchor component={Link} to="/leads">
      Go to your leads
    </Anchor>
  </Stack>
);
