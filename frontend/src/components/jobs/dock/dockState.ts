import { useSyncExternalStore } from 'react';

/** A value in the browser's storage that components share: `null` while it was never set. */
const stored = (storageOf: () => Storage, key: string) => {
  const listeners = new Set<() => void>();
  const read = (): string | null => storageOf().getItem(key);
  return {
    read,
    write: (value: string): void => {
      storageOf().setItem(key, value);
      for (const listener of listeners) listener();
    },
    use: (): string | null =>
      useSyncExternalStore((listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      }, read),
  };
};

/** Per tab, so that a job of one tab opens no dock in the others. A reload keeps it. */
const shown = stored(() => sessionStorage, 'tinygenesy.jobs-dock');
const collapsed = stored(() => localStorage, 'tinygenesy.jobs-dock-collapsed');
/** Ended jobs up to this id were seen: they are hidden when the dock opens again. */
const cleared = stored(() => localStorage, 'tinygenesy.jobs-dock-cleared');

/** On a small screen the dock starts as one line, so that the table keeps its place. */
const isNarrow = (): boolean => matchMedia('(max-width: 48em)').matches;

export const showDock = (): void => shown.write('yes');
export const isDockShown = (): boolean => shown.read() === 'yes';

/** Hides the dock. @param lastJobId the newest ended job in it */
export const closeDock = (lastJobId: number): void => {
  cleared.write(String(Math.max(lastJobId, Number(cleared.read() ?? 0))));
  shown.write('no');
};
export const setDockCollapsed = (isCollapsed: boolean): void => collapsed.write(isCollapsed ? 'yes' : 'no');

/** State of the dock with the jobs: whether it is shown, whether it is one line, and which ended jobs were seen. */
export const useDock = (): { isShown: boolean; isCollapsed: boolean; clearedThrough: number } => ({
  isShown: shown.use() === 'yes',
  isCollapsed: (collapsed.use() ?? (isNarrow() ? 'yes' : 'no')) === 'yes',
  clearedThrough: Number(cleared.use() ?? 0),
});

export const dockElementId = 'jobs-dock';

/** Shows the dock with all its cards and moves the focus into it. */
export const focusDock = (): void => {
  setDockCollapsed(false);
  showDock();
  // External stores update the page synchronously outside of React's event handlers only.
  queueMicrotask(() => document.querySelector<HTMLElement>(`#${dockElementId} [data-layer-title]`)?.focus());
};
