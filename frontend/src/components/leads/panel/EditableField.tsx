import { ActionIcon, Anchor, TextInput, UnstyledButton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type KeyboardEvent, type Ref, useLayoutEffect, useRef, useState } from 'react';
import { Breakable } from '../../shell/Breakable.tsx';
import { ConflictNote } from './ConflictNote.tsx';
import classes from './LeadPanel.module.css';
import type { Conflict, Refusal } from './refusal.ts';

type EditableFieldProps = {
  label: string;
  value: string | null;
  /** The lead's version that the value belongs to. */
  version: number;
  /**
   * @param seenVersion the version on screen when the user began to edit
   * @returns why the value was not saved, or null
   */
  onSave: (value: string, seenVersion: number) => Promise<Refusal | null>;
  type?: string;
  /** Where the value leads as a link; then a pencil edits it. */
  href?: string | null;
};

/** The state of a field edited in place. Enter and leaving the field save, Escape cancels. */
const useInlineEdit = ({ value, version, onSave }: EditableFieldProps) => {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const before = useRef({ value, version });
  const button = useRef<HTMLButtonElement>(null);
  const endsByKey = useRef(false);
  // After a key ended the edit, the focus returns to the field's button.
  useLayoutEffect(() => {
    if (draft !== null || !endsByKey.current) return;
    endsByKey.current = false;
    button.current?.focus();
  }, [draft]);

  const end = (): void => {
    setDraft(null);
    setError(null);
    setConflict(null);
  };
  const save = async (): Promise<void> => {
    if (draft === null || isSaving) return;
    if (conflict === null && draft.trim() === (before.current.value ?? '')) {
      end();
      return;
    }
    setIsSaving(true);
    // A change of other fields, such as one by a lookup, is no conflict.
    const unchanged = value === before.current.value ? version : before.current.version;
    // Saving again after a conflict keeps the user's text.
    const seenVersion = conflict?.version ?? unchanged;
    const problem = await onSave(draft, seenVersion);
    setIsSaving(false);
    if (problem === null) {
      end();
      return;
    }
    setError(typeof problem === 'string' ? problem : null);
    setConflict(typeof problem === 'string' ? null : problem);
  };

  return {
    draft,
    setDraft,
    error,
    conflict,
    save,
    end,
    isSaving,
    button,
    begin: (): void => {
      before.current = { value, version };
      setError(null);
      setConflict(null);
      setDraft(value ?? '');
    },
    onBlur: (): void => {
      endsByKey.current = false;
      // After a conflict only a choice ends the edit.
      if (conflict === null) void save();
    },
    onKeyDown: (event: KeyboardEvent): void => {
      endsByKey.current = event.key === 'Enter' || event.key === 'Escape';
      if (event.key === 'Enter') {
        // The focus moves to the button, which the same key would press.
        event.preventDefault();
        void save();
      }
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      end();
    },
  };
};

type ShownValueProps = Pick<EditableFieldProps, 'label' | 'value' | 'href'> & {
  button: Ref<HTMLButtonElement>;
  onEdit: () => void;
};

/** The value: a click edits it; where it is a link, the pencil beside it does. */
const ShownValue = ({ label, value, href, button, onEdit }: ShownValueProps) => {
  const editLabel = value === null ? `${label}: empty. Add` : `${label}: ${value}. Edit`;
  if (value === null || href == null) {
    return (
      <UnstyledButton
        ref={button}
        className={classes['value']}
        data-empty={value === null || undefined}
        aria-label={editLabel}
        onClick={onEdit}
      >
        {value === null ? 'Add' : <Breakable>{value}</Breakable>}
      </UnstyledButton>
    );
  }
  return (
    <>
      <span className={classes['value']} data-link>
        <Anchor href={href} target="_blank" rel="noopener noreferrer" size="sm" aria-label={value}>
          <Breakable>{value}</Breakable>
        </Anchor>
      </span>
      <ActionIcon ref={button} variant="subtle" color="gray" aria-label={editLabel} onClick={onEdit}>
        <IconPencil size={14} />
      </ActionIcon>
    </>
  );
};

/** A field that reads as text and is edited in place. */
export const EditableField = (props: EditableFieldProps) => {
  const { label, value, type = 'text', href = null } = props;
  const edit = useInlineEdit(props);
  return (
    <div className={classes['field']}>
      <span className={classes['label']} aria-hidden>
        {label}
      </span>
      {edit.draft === null ? (
        <ShownValue label={label} value={value} href={href} button={edit.button} onEdit={edit.begin} />
      ) : (
        <div className={classes['grows']}>
          <TextInput
            size="xs"
            type={type}
            aria-label={label}
            value={edit.draft}
            error={edit.error}
            autoFocus
            rightSection={edit.isSaving ? '…' : null}
            onChange={(event) => edit.setDraft(event.currentTarget.value)}
            onBlur={edit.onBlur}
            onKeyDown={edit.onKeyDown}
          />
          {edit.conflict === null ? null : (
            <ConflictNote field={label} conflict={edit.conflict} onKeep={() => void edit.save()} onTake={edit.end} />
          )}
        </div>
      )}
    </div>
  );
};
