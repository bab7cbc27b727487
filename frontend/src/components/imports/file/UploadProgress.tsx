import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { percent } from '../../../words/numbers.ts';

/** Progress of an upload. `share` is 0 to 1. */
export const UploadProgress = ({ name, share, onCancel }: { name: string; share: number; onCancel: () => void }) => (
  <Stack gap="xs" p="lg" role="status" aria-label="Upload">
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" className="tnum">
        {share < 1 ? `“${name}”: ${percent(share)} uploaded` : `Reading “${name}”…`}
      </Text>
      <Button size="compact-sm" variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </Group>
    <Text size="xs" c="dimmed">
      Keep this dialog open. Closing it cancels the upload.
    </Text>
    <Progress value={share * 100} animated={share >= 1} aria-hidden />
  </Stack>
);
