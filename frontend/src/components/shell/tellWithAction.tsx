import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';

type NotificationAction = {
  /** Mantine ignores a notification whose id is on screen. */
  id: string;
  message: ReactNode;
  action: string;
  onAction: (close: () => void) => void;
  autoCloseMs?: number;
};

/**
 * Shows a notification with one action, such as Undo.
 * @returns a function that closes the notification
 */
export const tellWithAction = ({ id, message, action, onAction, autoCloseMs }: NotificationAction): (() => void) => {
  const close = (): void => void notifications.hide(id);
  notifications.show({
    id,
    ...(autoCloseMs === undefined ? {} : { autoClose: autoCloseMs }),
    message: (
      <>
        {message}{' '}
        <Anchor component="button" type="button" size="sm" onClick={() => onAction(close)}>
          {action}
        </Anchor>
      </>
    ),
  });
  return close;
};
