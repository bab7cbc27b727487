import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';

type NotificationAction = {
  /** A notification with the id of one on screen replaces it. */
  id: string;
  message: ReactNode;
  action: string;
  onAction: (close: () => void) => void;
  autoCloseMs?: number;
};

/**
 * Tells something and offers one action, such as Undo.
 * @returns closes the notification
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
