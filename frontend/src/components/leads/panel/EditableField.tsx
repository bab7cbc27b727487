import { TextInput, UnstyledButton } from '@mantine/core';
import { useLayoutEffect, useRef, useState } from 'react';
import classes from './LeadPanel.module.css';

type EditableFieldProps = {
  label: string;
  value: string | null;
  /** The lead's version that the value is of. */
  version: number;
  /** Is told the version that the person saw when the editing began. Says a complaint, or null when it was taken. */
  onSave: (value: string, seenVersion: number) => Promise<string | null>;
  type?: string;
};

/** A field that reads as text and is edited where it stands: Enter or leaving it saves, Escape does not. */
export const EditableField = ({ label, value, version, onSave, type = 'text' }: EditableFieldProps) => {
  const [draft, setDraft] = useState<string | null>(null);
  const [complaint, setComplaint] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const before = useRef({ value, version });
  const button = useRef<HTMLButtonElement>(null);
  const endsByKey = useRef(false);
  useLayoutEffect(() => {
    if (draft !== null || !endsByKey.current) return;
    endsByKey.current = false;
    button.current?.focus();
  }, [draft]);

  const begin = (): void => {
    before.current = { value, version };
    setComplaint(null);
    setDraft(value ?? '');
  };
  const end = (): void => {
    setDraft(null);
    setComplaint(null);
  };
  const save = async (): Promise<void> => {
    if (draft === null || saving) return;
    if (draft.trim() === (before.current.value ?? '')) {
      end();
      return;
    }
    setSaving(true);
    // A lookup may have changed other fields while somebody typed: that is no conflict.
    const seenVersion = value === before.current.value ? version : before.current.version;
    const problem = await onSave(draft, seenVersion);
    setSaving(false);
    if (problem === null) end();
    else setComplaint(problem);
  };

  return (
    <div className={classes['field']}>
      <span className={classes['label']} aria-hidden>
        {label}
      </span>
      {draft === null ? (
        <UnstyledButton
          ref={button}
          className={classes['value']}
          data-empty={value === null || undefined}
          aria-label={`${label}: ${value ?? 'empty'}. Edit`}
          onClick={begin}
        >
          {value ?? 'Add'}
        </UnstyledButton>
      ) : (
        <TextInput
          size="xs"
          flex={1}
          type={type}
          aria-label={label}
          value={draft}
          error={complaint}
          autoFocus
          rightSection={saving ? '…' : null}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={() => {
            endsByKey.current = false;
            void save();
          }}
          onKeyDown={(event) => {
            endsByKey.current = event.key === 'Enter' || event.key === 'Escape';
            if (event.key === 'Enter') void save();
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            end();
          }}
        />
      )}
    </div>
  );
};
