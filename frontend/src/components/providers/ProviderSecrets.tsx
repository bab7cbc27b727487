import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { useState } from 'react';
import { useSaveProviderSecrets } from '../../api/providers/saveProviderSecrets.ts';
import { tell } from '../../app/notify.ts';
import { momentWords } from '../../words/time.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';

type Secret = Provider['secrets'][number];

const stateWords = ({ last4, setAt }: Secret): string => {
  if (setAt === null) return 'Not entered';
  return `${last4 === null || last4 === '' ? 'Entered' : `Ends with ${last4}, entered`} ${momentWords(setAt)}`;
};

/** Form for a provider's secrets. Saved secrets are never shown again, except their last four characters. */
export const ProviderSecrets = ({ provider, onDone }: { provider: Provider; onDone: () => void }) => {
  const save = useSaveProviderSecrets();
  const [values, setValues] = useState<Record<string, string>>({});
  const entered = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
  return (
    <form
      aria-label={`Keys of ${provider.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending || Object.keys(entered).length === 0) return;
        save.mutate(
          { id: provider.id, values: entered },
          {
            onSuccess: () => {
              tell(`Key of ${provider.name} saved. It is used from the next live call.`);
              onDone();
            },
          },
        );
      }}
    >
      <Stack gap="xs">
        {provider.secrets.map((secret, index) => (
          <PasswordInput
            key={secret.name}
            size="xs"
            label={secret.label}
            description={stateWords(secret)}
            autoComplete="off"
            autoFocus={index === 0}
            value={values[secret.name] ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setValues((before) => ({ ...before, [secret.name]: value }));
            }}
          />
        ))}
        <Text size="xs" c="dimmed">
          Keys are stored encrypted and sent only to {provider.name}. The sandbox needs none.
        </Text>
        <ErrorAlert title="Couldn’t save the key" error={save.error} p="xs" />
        <Group gap="xs">
          <Button size="compact-sm" type="submit" disabled={Object.keys(entered).length === 0 || save.isPending}>
            {save.isPending ? 'Saving…' : 'Save key'}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onDone}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
