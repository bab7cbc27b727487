import '@mantine/notifications/styles.layer.css';
import { Notifications, notifications, notificationsStore } from '@mantine/notifications';

/** The library's notifications, which `withNotifications.ts` loads. */
export const notificationLibrary = { Notifications, notifications, notificationsStore };
