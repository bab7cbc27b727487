import { Button, Group, Text } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { useState } from 'react';
import { useUpdateProvider } from '../../api/providers/updateProvider.ts';
import { tellError } from '../../app/notify.ts';

type IsThisRightProps = { provider: Pick<Provider, 'id' | 'name' | 'enabled' | 'definitionVersion' | 'untested'> };

/** Asks whether a test run was read right, and offers what follows from the answer. */
export const IsThisRight = ({ provider }: IsThisRightProps) => {
  const { id, name, enabled, definitionVersion, untested } = provider;
  const [isRight, setRight] = useState<boolean | null>(null);
  const update = useUpdateProvider();
  const onSwitch = (): void =>
    update.mutate(
      { id, patch: { enabled: !enabled } },
      { onError: (error) => tellError(`Couldn’t change ${name}`, error) },
    );
  // A test run in the sandbox proves nothing about the real provider: the card's switch warns first.
  const isWarned = !enabled && untested !== null;
  const next =
    isRight === true
      ? `${name} is read right.`
      : `Compare the result with the answer above. ${
          definitionVersion === null
            ? `Keep ${name} off until the difference is clear.`
            : `Change the definition of ${name}, or keep it off.`
        }`;
  return (
    <div role="group" aria-label="Is this right?">
      <Group gap="xs" mt="xs">
        <Text size="sm" fw={600}>
          Is this right?
        </Text>
        {[true, false].map((answer) => (
          <Button
            key={String(answer)}
            size="compact-xs"
            variant={isRight === answer ? 'filled' : 'default'}
            aria-pressed={isRight === answer}
            onClick={() => setRight(answer)}
          >
            {answer ? 'Yes' : 'No'}
          </Button>
        ))}
      </Group>
      <div role="status">
        {isRight === null ? null : (
          <Text size="sm" mt={4}>
            {next}
          </Text>
        )}
      </div>
      {isRight === null || isRight === enabled || isWarned ? null : (
        <Button size="compact-xs" mt={4} variant="default" disabled={update.isPending} onClick={onSwitch}>
          {enabled ? `Switch off ${name}` : `Switch on ${name}`}
        </Button>
      )}
    </div>
  );
};
