import { Group, Loader, Text } from '@mantine/core';

/** Loading indicator with a text. */
export const Working = ({ children }: { children: string }) => (
  <Group role="status" gap="xs" p="md" justify="center">
    <Loader size={14} type="dots" />
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  </Group>
);
