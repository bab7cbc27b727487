import { Combobox, Input, Text, VisuallyHidden } from '@mantine/core';
import type { TemplateField } from '@tinygenesy/contract';
import { type RefObject, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { count } from '../../words/numbers.ts';
import { FieldChips } from './FieldChips.tsx';
import { completeField, type Edit, fieldQueryAt, insertText } from './fieldQuery.ts';
import classes from './Messages.module.css';
import { OfferedFields, offeredWords } from './OfferedFields.tsx';
import { rewriteText } from './rewriteText.ts';
import { TemplateText } from './TemplateText.tsx';
import { fieldNames, templateTokens } from './templateTokens.ts';
import { type OfferedFieldList, useOfferedFields } from './useOfferedFields.ts';

const help =
  'Type { to insert a merge field. {firstName|there} uses “there” if the first name is missing. [[at\u00a0{companyName}]] is left out if the company is missing.';

type TemplateEditorProps = {
  text: string;
  onChange: (text: string) => void;
  /** Undefined while they load. */
  fields: readonly TemplateField[] | undefined;
  textarea: RefObject<HTMLTextAreaElement | null>;
  /** Position of the field name that the user is typing; null when there is none. */
  onNaming: (at: number | null) => void;
};

/** Edits of the text by the list and the chips, with undo and the caret behind the inserted field. */
const useTemplateEdits = ({ text, onChange, fields, textarea, onNaming }: TemplateEditorProps) => {
  const list = useOfferedFields(text, fields ?? []);
  const nextCaret = useRef<number | null>(null);
  const isRewriting = useRef(false);
  useLayoutEffect(() => {
    if (nextCaret.current === null) return;
    textarea.current?.focus();
    textarea.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = null;
  });

  const suggest = (value: string, at: number, typed: boolean): void => {
    onNaming(fieldQueryAt(value, at)?.from ?? null);
    list.suggest(value, at, typed && !isRewriting.current);
  };
  const applyEdit = (edit: Edit): void => {
    isRewriting.current = true;
    rewriteText(textarea.current, edit.text, onChange);
    isRewriting.current = false;
    nextCaret.current = edit.caret;
    suggest(edit.text, edit.caret, false);
    onNaming(null);
    list.close();
  };
  return {
    list,
    suggest,
    insertField: (field: TemplateField): void => {
      const { selectionStart: from, selectionEnd: to } = textarea.current ?? {
        selectionStart: text.length,
        selectionEnd: text.length,
      };
      applyEdit(insertText(text, from, to, field.placeholder));
    },
    complete: (name: string): void => {
      const field = fields?.find((one) => one.name === name);
      const caret = textarea.current?.selectionStart ?? text.length;
      if (field !== undefined && list.query !== null) applyEdit(completeField(text, list.query, caret, field));
    },
  };
};

type TemplateLayersProps = Pick<TemplateEditorProps, 'text' | 'onChange' | 'fields' | 'textarea' | 'onNaming'> & {
  id: string;
  list: OfferedFieldList;
  suggest: (value: string, at: number, typed: boolean) => void;
};

/** The text field over the colored text. */
const TemplateLayers = ({ id, text, onChange, fields, textarea, onNaming, list, suggest }: TemplateLayersProps) => {
  const tokens = useMemo(() => templateTokens(text, fieldNames(fields)), [text, fields]);
  const shown = useRef<HTMLDivElement>(null);
  const followScroll = (): void => {
    if (shown.current !== null && textarea.current !== null) shown.current.scrollTop = textarea.current.scrollTop;
  };
  useLayoutEffect(followScroll);
  return (
    <div className={classes['editor']}>
      <TemplateText ref={shown} tokens={tokens} openBrace={list.isOpen ? (list.query?.brace ?? null) : null} />
      <Combobox.EventsTarget withKeyboardNavigation={list.isOpen}>
        <textarea
          id={id}
          ref={textarea}
          className={`${classes['letters']} ${classes['field']}`}
          dir="auto"
          rows={10}
          placeholder="Hi {firstName|there}, …"
          aria-describedby={`${id}-help`}
          aria-autocomplete="list"
          value={text}
          onScroll={followScroll}
          onKeyDown={list.onKeyDown}
          onChange={(event) => {
            const { value, selectionStart } = event.currentTarget;
            onChange(value);
            suggest(value, selectionStart, true);
          }}
          onSelect={(event) => suggest(event.currentTarget.value, event.currentTarget.selectionStart, false)}
          onBlur={() => {
            onNaming(null);
            list.close();
          }}
        />
      </Combobox.EventsTarget>
    </div>
  );
};

/** Text field of the template. Shows merge fields in color and suggests them after `{`; a chip inserts its field. */
export const TemplateEditor = (props: TemplateEditorProps) => {
  const { text, fields } = props;
  const id = useId();
  const { list, suggest, insertField, complete } = useTemplateEdits(props);
  return (
    <div>
      <Combobox
        store={list.store}
        position="bottom-start"
        width="min(320px, calc(100vw - 16px))"
        onOptionSubmit={complete}
      >
        <Input.Wrapper
          label="Template"
          labelProps={{ htmlFor: id }}
          description={help}
          descriptionProps={{ id: `${id}-help` }}
        >
          <TemplateLayers {...props} id={id} list={list} suggest={suggest} />
        </Input.Wrapper>
        <OfferedFields fields={list.offered} />
      </Combobox>
      <VisuallyHidden role="status" aria-label="Suggested merge fields">
        {list.isOpen ? offeredWords(list.offered) : ''}
      </VisuallyHidden>
      <Text size="xs" c="dimmed" ta="right" className="tnum" mt={2} mb={6} aria-label="Length of the template">
        {count(text.length)} {text.length === 1 ? 'character' : 'characters'}
      </Text>
      <FieldChips fields={fields ?? []} onInsert={insertField} />
    </div>
  );
};
