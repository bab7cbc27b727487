import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { SuppressionCheck } from '@tinygenesy/contract';
import { type FormEvent, useState } from 'react';
import { useRemoveSuppression } from '../../api/suppressions/changeSuppressions.ts';
import { useCheckSuppression } from '../../api/suppressions/checkSuppression.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { checkWords } from '../../words/suppression.ts';

/** Checks one value, and removes the entry that covers it. */
export const CheckValue = () => {
  const [entry, setEntry] = useState('');
  const check = useCheckSuppression();
  const remove = useRemoveSuppression();
  // Stays while the value is checked again, so that a screen reader hears the change in the same place.
  const [checked, setChecked] = useState<SuppressionCheck | null>(null);
  const [result] = checked?.results ?? [];
  const checkEntry = (): void => check.mutate(entry, { onSuccess: setChecked });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (entry.trim() !== '') checkEntry();
  };
  const change = (value: string): void => {
    setEntry(value);
    setChecked(null);
    check.reset();
    remove.reset();
  };
  return (
    <Stack gap={6} component="section" aria-label="Check a value">
      <form onSubmit={submit}>
        <Group align="end" gap="xs">
          <TextInput
            label="Is this value on the list?"
            placeholder="ana@acme.com"
            value={entry}
            onChange={(event) => change(event.currentTarget.value)}
            maxLength={1_000}
            w={320}
          />
          <Button type="submit" variant="default" disabled={check.isPending || entry.trim() === ''}>
            Check value
          </Button>
        </Group>
      </form>
      {result === undefined ? null : (
        <Text size="sm" role="status" aria-label="Check result">
          {checkWords(result)}
        </Text>
      )}
      <Group gap="xs">
        {result?.coveredBy.map(({ kind, value }) => (
          <Button
            key={`${kind} ${value}`}
            size="xs"
            color="red"
            variant="light"
            disabled={remove.isPending || check.isPending}
            onClick={() => remove.mutate(value, { onSuccess: checkEntry })}
          >
            Remove {value}
          </Button>
        ))}
      </Group>
      <ErrorAlert title="Couldn’t check the value" error={check.error} />
      <ErrorAlert title="Couldn’t remove the value" error={remove.error} />
    </Stack>
  );
};
