import type { KeyboardEvent } from 'react';

export type LeadKeyActions = {
  /** Moves the active row; `selecting` ticks what is passed. */
  move: (by: number | 'first' | 'last', selecting: boolean) => void;
  toggle: () => void;
  open: () => void;
  find: () => void;
  verify: () => void;
  copy: () => void;
  /** Null: Escape is for what lies over the table. */
  escape: (() => void) | null;
};

const pageRows = 15;

/** What a key does while the table itself has the focus; elsewhere on the page it does nothing here. */
export const pressLeadKey = (event: KeyboardEvent, actions: LeadKeyActions): void => {
  const { move, toggle, open, find, verify, copy, escape } = actions;
  if (event.target !== event.currentTarget || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys: Record<string, (() => void) | null> = {
    ArrowDown: () => move(1, event.shiftKey),
    ArrowUp: () => move(-1, event.shiftKey),
    PageDown: () => move(pageRows, event.shiftKey),
    PageUp: () => move(-pageRows, event.shiftKey),
    Home: () => move('first', false),
    End: () => move('last', false),
    ' ': toggle,
    Enter: open,
    f: find,
    v: verify,
    c: copy,
    Escape: escape,
  };
  const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (action == null) return;
  event.preventDefault();
  action();
};
