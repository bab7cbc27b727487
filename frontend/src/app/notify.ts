import { errorWords } from '../api/ApiProblem.ts';
import type { notificationLibrary } from '../components/shell/notificationLibrary.ts';
import { withNotifications } from '../components/shell/withNotifications.ts';

type Told = { title?: string; message: string; color: string; autoClose?: number };

/** How often each notification on screen was told. */
const told = new Map<string, number>();

const isOnScreen = ({ notificationsStore }: typeof notificationLibrary, id: string): boolean => {
  const state = notificationsStore.getState();
  return [...state.notifications, ...state.queue].some((one) => one.id === id);
};

/** Shows a notification. The same one again is counted instead of shown twice. */
const show = (one: Told): void =>
  withNotifications((library) => {
    const { notifications } = library;
    const id = `${one.color}: ${one.title ?? ''}: ${one.message}`;
    if (!isOnScreen(library, id)) {
      told.set(id, 1);
      notifications.show({ ...one, id, onClose: () => told.delete(id) });
      return;
    }
    const times = (told.get(id) ?? 1) + 1;
    told.set(id, times);
    notifications.update({ ...one, id, message: `${one.message} (${times} times)`, onClose: () => told.delete(id) });
  });

/** Shows that an action succeeded. */
export const tell = (message: string): void => show({ message, color: 'teal' });

/** Shows a hint about an action that could not do anything. */
export const tellHint = (message: string): void => show({ message, color: 'yellow' });

/** Shows which action failed and why. */
export const tellProblem = (what: string, why: string): void =>
  show({ title: what, message: why, color: 'red', autoClose: 15_000 });

/** Shows which action failed, with the text of a thrown error. */
export const tellError = (what: string, error: unknown): void => tellProblem(what, errorWords(error));
