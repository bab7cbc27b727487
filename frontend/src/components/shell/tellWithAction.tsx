import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { withNotifications } from './withNotifications.ts';

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
  const close = (): void => withNotifications(({ notifications }) => void notifications.hide(id));
  const content = {
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
  };
  withNotifications(({ notifications }) => void notifications.show(content));
  return close;
};
