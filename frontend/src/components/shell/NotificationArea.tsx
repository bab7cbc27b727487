import { useEffect, useState } from 'react';
import type { notificationLibrary } from './notificationLibrary.ts';
import { loadNotifications, onceNotificationsLoaded } from './withNotifications.ts';

const firstActs = ['pointermove', 'pointerdown', 'keydown'] as const;

/** Shows notifications. Their code is loaded when the user first acts, so that it is there before most are told. */
export const NotificationArea = () => {
  const [library, setLibrary] = useState<typeof notificationLibrary | null>(null);
  useEffect(() => {
    onceNotificationsLoaded(setLibrary);
    const acted = new AbortController();
    const load = (): void => {
      acted.abort();
      loadNotifications();
    };
    for (const act of firstActs) window.addEventListener(act, load, { passive: true, signal: acted.signal });
    return () => acted.abort();
  }, []);
  return library === null ? null : (
    <library.Notifications position="bottom-center" limit={4} autoClose={6_000} containerWidth={400} />
  );
};
