import { Combobox, Text, Textarea, useCombobox } from '@mantine/core';
import type { TemplateField } from '@tinygenesy/contract';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { count } from '../../words/numbers.ts';
import { FieldChips } from './FieldChips.tsx';
import { completeField, type Edit, fieldQueryAt, insertText, matchingFields } from './fieldQuery.ts';

const help =
  'Type { to insert a merge field. {firstName|there} uses “there” if the first name is missing. [[at\u00a0{companyName}]] is left out if the company is missing.';

/** Keeps the list short. Typing more of the name narrows it further. */
const maxOffered = 50;

/** List of merge fields that match the typed name. */
const OfferedFields = ({ fields }: { fields: readonly TemplateField[] }) => (
  <Combobox.Dropdown hidden={fields.length === 0}>
    <Combobox.Options mah={220} style={{ overflowY: 'auto' }} aria-label="Fields">
      {fields.map((field) => (
        <Combobox.Option key={field.name} value={field.name}>
          {field.label}{' '}
          <Text span size="xs" opacity={0.7}>
            {field.placeholder}
          </Text>
        </Combobox.Option>
      ))}
    </Combobox.Options>
  </Combobox.Dropdown>
);

type TemplateEditorProps = {
  text: string;
  onChange: (text: string) => void;
  fields: readonly TemplateField[];
  textarea: RefObject<HTMLTextAreaElement | null>;
  /** Position of the field name that the user is typing; null when there is none. */
  onNaming: (at: number | null) => void;
};

/** Text field of the template. Suggests merge fields after `{`; a chip inserts its field at the caret. */
export const TemplateEditor = ({ text, onChange, fields, textarea, onNaming }: TemplateEditorProps) => {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [caret, setCaret] = useState(0);
  const nextCaret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (nextCaret.current === null) return;
    textarea.current?.focus();
    textarea.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = null;
  });

  const query = fieldQueryAt(text, caret);
  const offered = query === null ? [] : matchingFields(fields, query.query).slice(0, maxOffered);

  const applyEdit = (edit: Edit): void => {
    nextCaret.current = edit.caret;
    setCaret(edit.caret);
    onNaming(null);
    onChange(edit.text);
    combobox.closeDropdown();
  };
  /** Updates the suggestions after the caret moved. Only typing opens the list, so that a click does not. */
  const suggest = (value: string, at: number, typed: boolean): void => {
    setCaret(at);
    const naming = fieldQueryAt(value, at);
    onNaming(naming?.from ?? null);
    if (naming === null) combobox.closeDropdown();
    else if (typed) {
      combobox.openDropdown();
      combobox.selectFirstOption();
    }
  };
  const insertField = (field: TemplateField): void => {
    const area = textarea.current;
    applyEdit(
      insertText(text, area?.selectionStart ?? text.length, area?.selectionEnd ?? text.length, field.placeholder),
    );
  };

  return (
    <div>
      <Combobox
        store={combobox}
        position="bottom-start"
        onOptionSubmit={(name) => {
          const field = fields.find((one) => one.name === name);
          if (field !== undefined && query !== null) applyEdit(completeField(text, query, caret, field));
        }}
      >
        <Combobox.Target withKeyboardNavigation={combobox.dropdownOpened && offered.length > 0} withAriaAttributes>
          <Textarea
            ref={textarea}
            label="Template"
            description={help}
            placeholder="Hi {firstName|there}, …"
            rows={10}
            resize="vertical"
            value={text}
            onChange={(event) => {
              const { value, selectionStart } = event.currentTarget;
              onChange(value);
              suggest(value, selectionStart, true);
            }}
            onSelect={(event) => suggest(event.currentTarget.value, event.currentTarget.selectionStart, false)}
            onBlur={() => {
              onNaming(null);
              combobox.closeDropdown();
            }}
          />
        </Combobox.Target>
        <OfferedFields fields={offered} />
      </Combobox>
      <Text size="xs" c="dimmed" ta="right" className="tnum" mt={2} mb={6} aria-label="Length of the template">
        {count(text.length)} {text.length === 1 ? 'character' : 'characters'}
      </Text>
      <FieldChips fields={fields} onInsert={insertField} />
    </div>
  );
};
