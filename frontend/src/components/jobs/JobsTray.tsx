import { Anchor, CloseButton, Group, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Link } from 'react-router';
import { useParam } from '../../app/useParam.ts';
import { SideDrawer } from '../shell/Dialog.tsx';
import { JobsList } from './JobsList.tsx';

/** Note that jobs run on the server. Hidden after the user dismisses it. */
const ServerNote = () => {
  const [dismissed, setDismissed] = useLocalStorage({ key: 'tinygenesy.told-jobs-go-on', defaultValue: false });
  if (dismissed) return null;
  return (
    <Group gap={6} mb="sm" wrap="nowrap" align="start" role="note">
      <Text size="xs" c="dimmed">
        Jobs run on the server. They continue after you close this page or the browser.
      </Text>
      <CloseButton size="xs" aria-label="Dismiss" onClick={() => setDismissed(true)} />
    </Group>
  );
};

/** Jobs in a drawer over the current page. */
export const JobsTray = () => {
  const [tray, setTray] = useParam('jobs');
  const close = (): void => setTray(null);
  return (
    <SideDrawer
      opened={tray === 'open'}
      onClose={close}
      size="md"
      title="Jobs"
      besideTitle={
        <Anchor component={Link} to="/jobs" size="xs">
          Open jobs page
        </Anchor>
      }
      overlayProps={{ backgroundOpacity: 0.15 }}
      closeLabel="Close jobs"
    >
      <ServerNote />
      <JobsList />
    </SideDrawer>
  );
};
