import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { errorWords } from '../../api/ApiProblem.ts';

/** Error in place of content that could not be loaded: what failed, why, and a button that retries. */
export const ErrorNote = ({ what, error, onRetry }: { what: string; error: unknown; onRetry?: () => void }) => (
  <Alert
    role="alert"
    color="red"
    variant="light"
    icon={<IconAlertTriangle size={18} aria-hidden />}
    title={what}
    m="md"
  >
    <Group justify="space-between" align="end" gap="sm">
      <Text size="sm">{errorWords(error)}</Text>
      {onRetry === undefined ? null : (
        <Button size="xs" variant="light" color="red" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Group>
  </Alert>
);
