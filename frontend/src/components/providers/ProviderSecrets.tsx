import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { useState } from 'react';
import { useSaveProviderSecrets } from '../../api/providers/saveProviderSecrets.ts';
import { useSaveProviderSettings } from '../../api/providers/saveProviderSettings.ts';
import { tell } from '../../app/notify.ts';
import { momentWords } from '../../words/time.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';

type Secret = Provider['secrets'][number];

const stateWords = ({ last4, setAt }: Secret): string => {
  if (setAt === null) return 'Not entered';
  return `${last4 === null || last4 === '' ? 'Entered' : `Ends with ${last4}, entered`} ${momentWords(setAt)}`;
};

type Values = Record<string, string>;

/** Saves the entered secrets and the changed settings of a provider; says what was saved. */
const useSave = (provider: Provider, secrets: Values, settings: Values, onDone: () => void) => {
  const saveSecrets = useSaveProviderSecrets();
  const saveSettings = useSaveProviderSettings();
  const { id, name } = provider;
  const entered = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value.trim() !== ''));
  const changed = Object.fromEntries(
    provider.settings.flatMap((setting) => {
      const value = settings[setting.name]?.trim() ?? '';
      return value === (setting.value ?? '') ? [] : [[setting.name, value]];
    }),
  );
  const [hasSecrets, hasChanges] = [Object.keys(entered).length > 0, Object.keys(changed).length > 0];
  const isPending = saveSecrets.isPending || saveSettings.isPending;
  const saveAll = async (): Promise<void> => {
    if (hasChanges) await saveSettings.mutateAsync({ id, values: changed });
    if (hasSecrets) await saveSecrets.mutateAsync({ id, values: entered });
    const what = hasChanges ? (hasSecrets ? 'Key and settings' : 'Settings') : 'Key';
    tell(`${what} of ${name} saved. ${what === 'Key' ? 'It is' : 'They are'} used from the next live call.`);
    onDone();
  };
  return {
    isPending,
    canSave: (hasSecrets || hasChanges) && !isPending,
    errors: { secrets: saveSecrets.error, settings: saveSettings.error },
    // The form shows the error of the mutation.
    save: (): void => void saveAll().catch(() => undefined),
  };
};

type ProviderSecretsProps = { provider: Provider; onDone: () => void };

/**
 * Form for a provider's secrets and settings, by the names of its definition. Saved secrets are never shown again, except
 * their last four characters; settings are.
 */
export const ProviderSecrets = ({ provider, onDone }: ProviderSecretsProps) => {
  const { name, missing } = provider;
  const [secrets, setSecrets] = useState<Values>({});
  const [settings, setSettings] = useState<Values>(() =>
    Object.fromEntries(provider.settings.map((setting) => [setting.name, setting.value ?? ''])),
  );
  const { isPending, canSave, errors, save } = useSave(provider, secrets, settings, onDone);
  const focused = provider.settings.find(({ label }) => missing.includes(label)) ?? provider.secrets[0];
  return (
    <form
      aria-label={`Keys of ${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave) save();
      }}
    >
      <Stack gap="xs">
        {provider.settings.map((setting) => (
          <TextInput
            key={setting.name}
            size="xs"
            label={setting.label}
            description={missing.includes(setting.label) ? 'Not entered' : undefined}
            autoComplete="off"
            autoFocus={focused === setting}
            value={settings[setting.name] ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setSettings((before) => ({ ...before, [setting.name]: value }));
            }}
          />
        ))}
        {provider.secrets.map((secret) => (
          <PasswordInput
            key={secret.name}
            size="xs"
            label={secret.label}
            description={stateWords(secret)}
            autoComplete="off"
            autoFocus={focused === secret}
            value={secrets[secret.name] ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setSecrets((before) => ({ ...before, [secret.name]: value }));
            }}
          />
        ))}
        <Text size="xs" c="dimmed">
          Keys are stored encrypted and sent only to {name}. The sandbox needs none.
        </Text>
        <ErrorAlert title="Couldn’t save the settings" error={errors.settings} p="xs" />
        <ErrorAlert title="Couldn’t save the key" error={errors.secrets} p="xs" />
        <Group gap="xs">
          <Button size="compact-sm" type="submit" disabled={!canSave}>
            {isPending ? 'Saving…' : provider.settings.length > 0 ? 'Save' : 'Save key'}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onDone}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
