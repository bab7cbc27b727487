import type { KeyboardEvent } from 'react';
import type { RowStep } from '../state/useRowCursor.ts';

export type LeadKeyActions = {
  /** Moves the cursor; `selecting` selects the rows that it passes. */
  move: (step: RowStep, selecting: boolean) => void;
  /** Moves to a cell of the row; left of the first cell is the row as a whole. */
  moveInRow: (step: 1 | -1) => void;
  toggle: () => void;
  open: () => void;
  find: () => void;
  verify: () => void;
  copy: () => void;
  /** Null while the panel is open: Escape closes the panel. */
  escape: (() => void) | null;
};

const pageRows = 15;

/** Runs the action of a key while the table has the focus. Elsewhere on the page keys do nothing here. */
export const pressLeadKey = (event: KeyboardEvent, actions: LeadKeyActions): void => {
  const { move, moveInRow, toggle, open, find, verify, copy, escape } = actions;
  if (event.target !== event.currentTarget || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys: Record<string, (() => void) | null> = {
    ArrowDown: () => move(1, event.shiftKey),
    ArrowUp: () => move(-1, event.shiftKey),
    ArrowRight: () => moveInRow(1),
    ArrowLeft: () => moveInRow(-1),
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
