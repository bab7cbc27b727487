import { useEffect, useRef } from 'react';

export type LeadKeyActions = {
  /** Moves the active row; `selecting` ticks what is passed. */
  move: (by: number | 'first' | 'last', selecting: boolean) => void;
  toggle: () => void;
  open: () => void;
  find: () => void;
  verify: () => void;
  copy: () => void;
  escape: () => void;
};

const pageRows = 15;
/** Places where keys mean something else: text fields, dialogs, menus, the other controls. */
const elsewhere =
  'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]';
const control = 'button, a[href], [role="button"], [role="checkbox"], input[type="checkbox"]';

/** The keys of the table, wherever on the page the focus is, as long as nothing else wants them. */
export const useLeadKeys = (actions: LeadKeyActions): void => {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      const { move, toggle, open, find, verify, copy, escape } = latest.current;
      if (target?.closest(elsewhere) !== null && target !== null) return;
      const onControl = target !== null && target.closest(control) !== null;
      const keys: Record<string, (() => void) | undefined> = {
        ArrowDown: () => move(1, event.shiftKey),
        ArrowUp: () => move(-1, event.shiftKey),
        PageDown: () => move(pageRows, event.shiftKey),
        PageUp: () => move(-pageRows, event.shiftKey),
        Home: () => move('first', false),
        End: () => move('last', false),
        // On a button these press it.
        ' ': onControl ? undefined : toggle,
        Enter: onControl ? undefined : open,
        f: find,
        v: verify,
        c: copy,
        Escape: escape,
      };
      const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
};
