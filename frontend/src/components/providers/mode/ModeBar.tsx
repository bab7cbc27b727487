import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Mode } from '@tinygenesy/contract';
import { useSettings } from '../../../api/settings/getSettings.ts';
import { useSwitchMode } from '../../../api/settings/switchMode.ts';
import { tell } from '../../../app/notify.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { ErrorAlert } from '../../shell/ErrorAlert.tsx';
import { Loaded } from '../../shell/Loaded.tsx';
import { FixedMode, GoLive } from './GoLive.tsx';

/** Dialog that switches from real providers to the sandbox. */
const BackToSandbox = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const settings = useSettings();
  const switchMode = useSwitchMode();
  const goBack = (): void =>
    switchMode.mutate('sandbox', {
      onSuccess: () => {
        tell('Sandbox: test providers answer from now on, at no cost.');
        onClose();
      },
    });
  return (
    <Dialog opened={opened} onClose={onClose} title="Back to the sandbox">
      <Loaded query={settings} loading="Loading the settings…" failed="Couldn’t load the settings">
        {({ mode, modeFixed }) =>
          modeFixed ? (
            <FixedMode mode={mode} />
          ) : (
            <Stack gap="sm">
              <Text size="sm">
                From the switch on, no real provider is called, for everybody who uses this installation and in all its
                processes. Test providers answer at no cost, and their numbers are test data. Numbers that real
                providers found stay.
              </Text>
              <Text size="sm">
                Live jobs go on hold and can be resumed in live mode. Calls that are running now are still charged.
              </Text>
              <ErrorAlert title="Couldn’t switch. Live mode stays on" error={switchMode.error} p="xs" />
              <Group justify="end" gap="xs">
                <Button variant="default" onClick={onClose}>
                  Stay live
                </Button>
                <Button disabled={switchMode.isPending} onClick={goBack}>
                  {switchMode.isPending ? 'Switching…' : 'Switch to the sandbox'}
                </Button>
              </Group>
            </Stack>
          )
        }
      </Loaded>
    </Dialog>
  );
};

/** Which providers answer, and the way to the other mode. */
export const ModeBar = ({ mode }: { mode: Mode }) => {
  const [opened, dialog] = useDisclosure(false);
  const isLive = mode === 'live';
  return (
    <Group gap="xs" mb="sm" role="group" aria-label="Mode">
      <Badge variant="light" color={isLive ? 'red' : 'yellow'} tt="none">
        {isLive ? 'Live' : 'Sandbox'}
      </Badge>
      <Text size="sm">
        {isLive
          ? 'Real providers are called. Calls cost money.'
          : 'Test providers answer for all providers, at no cost.'}
      </Text>
      <Button size="compact-xs" variant="default" onClick={dialog.open}>
        {isLive ? 'Back to the sandbox…' : 'Go live…'}
      </Button>
      {isLive ? (
        <BackToSandbox opened={opened} onClose={dialog.close} />
      ) : (
        <GoLive opened={opened} onClose={dialog.close} />
      )}
    </Group>
  );
};
