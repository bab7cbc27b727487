import { Anchor, CloseButton, Group, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Link } from 'react-router';
import { useParam } from '../../app/useParam.ts';
import { SideDrawer } from '../shell/Dialog.tsx';
import { JobsList } from './JobsList.tsx';

/** Said once: people fear that closing the browser ends their job. */
const Reassurance = () => {
  const [told, setTold] = useLocalStorage({ key: 'tinygenesy.told-jobs-go-on', defaultValue: false });
  if (told) return null;
  return (
    <Group gap={6} mb="sm" wrap="nowrap" align="start" role="note">
      <Text size="xs" c="dimmed">
        Jobs run on the server. You can close this page or the browser; nothing stops.
      </Text>
      <CloseButton size="xs" aria-label="Understood" onClick={() => setTold(true)} />
    </Group>
  );
};

/** The jobs, from the right, over whatever is on screen. */
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
          All on one page
        </Anchor>
      }
      overlayProps={{ backgroundOpacity: 0.15 }}
      closeLabel="Close the jobs"
    >
      <Reassurance />
      <JobsList />
    </SideDrawer>
  );
};
