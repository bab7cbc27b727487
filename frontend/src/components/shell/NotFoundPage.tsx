import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';

export const NotFoundPage = () => (
  <Stack p="xl" align="center" gap="xs">
    <Title order={2} size="h4">
      There is no such page
    </Title>
    <Text size="sm" c="dimmed">
      The address may be of another version. Nothing is lost.
    </Text>
    <Anchor component={Link} to="/leads">
      Go to your leads
    </Anchor>
  </Stack>
);
