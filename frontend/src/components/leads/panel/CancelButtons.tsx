import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';

type CancelButtonsProps = { isCancelling: boolean; onCancel: (everyone: boolean) => void };

/** Cancels the user's own request for the phone number, or also the requests of jobs. */
export const CancelButtons = ({ isCancelling, onCancel }: CancelButtonsProps) => (
  <>
    <Button size="compact-xs" variant="default" disabled={isCancelling} onClick={() => onCancel(false)}>
      {isCancelling ? 'Cancelling…' : 'Cancel lookup'}
    </Button>
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label="More lookup actions">
          <IconDots size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onCancel(true)}>Cancel for all users and jobs</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  </>
);
