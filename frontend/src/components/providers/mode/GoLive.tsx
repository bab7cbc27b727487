import { Alert, Button, Checkbox, Group, List, Stack, Text } from '@mantine/core';
import type { Mode, Provider } from '@tinygenesy/contract';
import { useState } from 'react';
import { useSandboxNumbers } from '../../../api/leads/getSandboxNumbers.ts';
import { useProviders } from '../../../api/providers/getProviders.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { useSettings } from '../../../api/settings/getSettings.ts';
import { useSwitchMode } from '../../../api/settings/switchMode.ts';
import { tell } from '../../../app/notify.ts';
import { money } from '../../../words/money.ts';
import { labelsInWords } from '@tinygenesy/contract';
import { leadsWord } from '../../../words/numbers.ts';
import { keyWords } from '../keyWords.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { ErrorAlert } from '../../shell/ErrorAlert.tsx';
import { Loaded } from '../../shell/Loaded.tsx';
import { priceWords } from '../priceWords.ts';
import { mostPerLeadMicros } from './mostPerLead.ts';
import { useClearSandbox } from './useClearSandbox.ts';

/** Says that the environment decides. */
export const FixedMode = ({ mode }: { mode: Mode }) => (
  <Text size="sm">
    The environment of a running process fixes the mode to {mode} (PROVIDERS, or the address of a provider). Change it
    there and start TinyGenesy again.
  </Text>
);

/** Which providers would be called, at which price, and which are skipped. */
const ProviderKeys = ({ providers, currency }: { providers: readonly Provider[]; currency: string }) => {
  const enabled = providers.filter((provider) => provider.enabled);
  const called = enabled.filter(({ missing }) => missing.length === 0);
  const off = providers.filter((provider) => !provider.enabled).map(({ name }) => name);
  return (
    <div>
      <List size="sm" spacing={2} aria-label="Providers in live mode">
        {enabled.map((provider) => (
          <List.Item key={provider.id}>
            <b>{provider.name}</b>:{' '}
            {provider.missing.length > 0
              ? `needs ${labelsInWords(provider.missing)}, so it is skipped`
              : `${keyWords(provider)}, ${priceWords(provider, currency)}`}
          </List.Item>
        ))}
      </List>
      {off.length === 0 ? null : (
        <Text size="sm" c="dimmed" mt={4}>
          Off: {off.join(', ')}.
        </Text>
      )}
      {called.length === 0 ? (
        <Alert color="yellow" variant="light" p="xs" mt="xs">
          No provider that is on has a key. Enter a key, or switch on a provider that has one.
        </Alert>
      ) : (
        <Text size="sm" mt="xs">
          A lead costs at most <b>{money(mostPerLeadMicros(called), currency)}</b>. Each job shows its cost before it
          starts.
        </Text>
      )}
    </div>
  );
};

type SandboxNumbersProps = { leads: number; checked: boolean; onChange: (checked: boolean) => void };

const SandboxNumbers = ({ leads, checked, onChange }: SandboxNumbersProps) =>
  leads === 0 ? (
    <Text size="sm">No lead has a sandbox number.</Text>
  ) : (
    <div>
      <Text size="sm" mb={4}>
        {leadsWord(leads)} {leads === 1 ? 'has a sandbox number' : 'have a sandbox number'} (test data). In live mode
        these numbers are struck through and count as missing.
      </Text>
      <Checkbox
        size="sm"
        label={`Clear ${leads === 1 ? 'this sandbox number' : 'these sandbox numbers'} after the switch`}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );

/** What going live means, and the switch behind a confirmation. */
const GoLiveForm = ({ providers, onClose }: { providers: readonly Provider[]; onClose: () => void }) => {
  const { data: meta } = useMeta();
  const sandboxNumbers = useSandboxNumbers();
  const switchMode = useSwitchMode();
  const { clear } = useClearSandbox();
  const [clears, setClears] = useState(false);
  const [isConfirmed, setConfirmed] = useState(false);
  const canCall = providers.some(({ enabled, missing }) => enabled && missing.length === 0);
  const goLive = (): void =>
    switchMode.mutate('live', {
      onSuccess: () => {
        tell('Live: real providers are called from now on, and calls cost money.');
        onClose();
        if (clears) clear();
      },
    });
  return (
    <Stack gap="sm">
      <Text size="sm">
        From the switch on, TinyGenesy calls the real providers, for everybody who uses this installation and in all its
        processes. The switch itself calls nobody. Sandbox jobs go on hold, and lookups that people started end.
      </Text>
      <ProviderKeys providers={providers} currency={meta?.currency ?? 'EUR'} />
      <Loaded
        query={sandboxNumbers}
        loading="Counting the sandbox numbers…"
        failed="Couldn’t count the sandbox numbers"
      >
        {(leads) => <SandboxNumbers leads={leads} checked={clears} onChange={setClears} />}
      </Loaded>
      <Checkbox
        size="sm"
        label="I understand that calls cost real money."
        checked={isConfirmed}
        disabled={!canCall}
        onChange={(event) => setConfirmed(event.currentTarget.checked)}
      />
      <ErrorAlert title="Couldn’t go live. The sandbox stays on" error={switchMode.error} p="xs" />
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Stay in the sandbox
        </Button>
        <Button color="red" disabled={!isConfirmed || !canCall || switchMode.isPending} onClick={goLive}>
          {switchMode.isPending ? 'Switching…' : 'Go live'}
        </Button>
      </Group>
    </Stack>
  );
};

/** Dialog that switches from the sandbox to real providers. */
export const GoLive = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const settings = useSettings();
  const providers = useProviders();
  return (
    <Dialog opened={opened} onClose={onClose} title="Go live">
      <Loaded query={settings} loading="Loading the settings…" failed="Couldn’t load the settings">
        {({ mode, modeFixed }) =>
          modeFixed ? (
            <FixedMode mode={mode} />
          ) : (
            <Loaded query={providers} loading="Loading providers…" failed="Couldn’t load the providers">
              {(list) => <GoLiveForm providers={list} onClose={onClose} />}
            </Loaded>
          )
        }
      </Loaded>
    </Dialog>
  );
};
