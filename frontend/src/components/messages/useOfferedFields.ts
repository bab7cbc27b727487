import { type ComboboxStore, useCombobox } from '@mantine/core';
import type { TemplateField } from '@tinygenesy/contract';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type FieldQuery, fieldQueryAt, matchingFields } from './fieldQuery.ts';

/** Keeps the list short. Typing more of the name narrows it further. */
const maxOffered = 50;

export type OfferedFieldList = {
  store: ComboboxStore;
  query: FieldQuery | null;
  offered: TemplateField[];
  isOpen: boolean;
  /** Updates the list after the caret moved. Only typing opens it, so that a click does not. */
  suggest: (value: string, at: number, typed: boolean) => void;
  close: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

/** The list of merge fields that opens after `{`. Tab chooses like Enter; Escape closes it until the next brace. */
export const useOfferedFields = (text: string, fields: readonly TemplateField[]): OfferedFieldList => {
  const store = useCombobox({ onDropdownClose: () => store.resetSelectedOption() });
  const [caret, setCaret] = useState(0);
  const dismissedBrace = useRef<number | null>(null);
  const query = fieldQueryAt(text, caret);
  const offered = query === null ? [] : matchingFields(fields, query.query).slice(0, maxOffered);
  const isOpen = store.dropdownOpened && offered.length > 0;
  const shown = isOpen ? offered.map(({ name }) => name).join('\n') : null;
  // The options that this chooses among are on the screen only after the list has changed.
  const { selectFirstOption } = store;
  useEffect(() => {
    if (shown !== null) selectFirstOption();
  }, [shown, selectFirstOption]);

  return {
    store,
    query,
    offered,
    isOpen,
    suggest: (value, at, typed) => {
      setCaret(at);
      const naming = fieldQueryAt(value, at);
      if (naming?.brace !== dismissedBrace.current) dismissedBrace.current = null;
      if (naming === null) store.closeDropdown();
      else if (typed && dismissedBrace.current === null) store.openDropdown();
    },
    close: () => store.closeDropdown(),
    onKeyDown: (event) => {
      if (!isOpen || event.nativeEvent.isComposing) return;
      if (event.key === 'Escape') {
        // Closes the list only, not what is around the editor.
        event.stopPropagation();
        dismissedBrace.current = query?.brace ?? null;
      }
      if (event.key === 'Tab' && !event.shiftKey && store.getSelectedOptionIndex() !== -1) {
        event.preventDefault();
        store.clickSelectedOption();
      }
    },
  };
};
