import type { notificationLibrary } from './notificationLibrary.ts';

type Library = typeof notificationLibrary;

const retryAfterMs = 1_000;
const waiting: ((library: Library) => void)[] = [];
let loaded: Library | null = null;
let isLoading = false;

const load = async (): Promise<void> => {
  isLoading = true;
  try {
    const [{ notificationLibrary }] = await Promise.all([
      import('./notificationLibrary.ts'),
      import('./furtherStyles.css'),
    ]);
    loaded = notificationLibrary;
    for (const act of waiting.splice(0)) act(loaded);
  } catch {
    // The server does not respond. What is told meanwhile is shown afterwards.
    setTimeout(() => void load(), retryAfterMs);
  }
};

/** Runs `act` with the library of notifications once its code is loaded, but does not load it. */
export const onceNotificationsLoaded = (act: (library: Library) => void): void => {
  if (loaded === null) waiting.push(act);
  else act(loaded);
};

/** Loads the code of notifications, unless it is there. */
export const loadNotifications = (): void => {
  if (loaded === null && !isLoading) void load();
};

/** Runs `act` with the library of notifications: at once, or in turn when its code is loaded. */
export const withNotifications = (act: (library: Library) => void): void => {
  onceNotificationsLoaded(act);
  loadNotifications();
};
