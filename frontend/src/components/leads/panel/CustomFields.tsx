import { ActionIcon, Button, Group, TextInput, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Lead } from '@tinygenesy/contract';
import { type KeyboardEvent, useState } from 'react';
import { fieldLabel } from '../leadFields.ts';
import { EditableField } from './EditableField.tsx';
import classes from './LeadPanel.module.css';
import { saveOrTell } from './refusal.ts';
import type { SaveField } from './refusal.ts';

type CustomFieldsProps = { lead: Lead; save: SaveField };

/** The state of a new custom field; null: none is being added. */
const useNewField = ({ lead, save }: CustomFieldsProps) => {
  const [field, setField] = useState<{ name: string; value: string } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const end = (): void => {
    setField(null);
    setError(null);
  };
  const add = async (): Promise<void> => {
    if (field === null) return;
    const name = field.name.trim();
    const value = field.value.trim();
    if (name === '' || value === '') {
      setError(name === '' ? 'Enter the field’s name.' : 'Enter a value.');
      return;
    }
    if (Object.hasOwn(lead.custom, name)) {
      setError(`This lead already has a field “${name}”. Change it above.`);
      return;
    }
    const refusal = await save('custom', { [name]: value }, lead.version);
    if (refusal === null) end();
    else setError(typeof refusal === 'string' ? refusal : 'Someone else added this field meanwhile. Change it above.');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') void add();
    if (event.key !== 'Escape') return;
    // Keeps the panel open.
    event.preventDefault();
    end();
  };
  return { field, setField, error, add, end, onKeyDown };
};

const NewField = (props: CustomFieldsProps) => {
  const { field, setField, error, add, end, onKeyDown } = useNewField(props);
  if (field === null) {
    return (
      <Button size="compact-xs" variant="subtle" mt={4} onClick={() => setField({ name: '', value: '' })}>
        Add custom field
      </Button>
    );
  }
  return (
    <div role="group" aria-label="New custom field">
      <Group gap={6} mt={4} align="flex-start" wrap="nowrap" onKeyDown={onKeyDown}>
        <TextInput
          size="xs"
          flex={1}
          autoFocus
          aria-label="Name of the field"
          placeholder="Name"
          maxLength={100}
          value={field.name}
          error={error}
          onChange={(event) => setField({ ...field, name: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          flex={1}
          aria-label="Value"
          placeholder="Value"
          maxLength={2_000}
          value={field.value}
          onChange={(event) => setField({ ...field, value: event.currentTarget.value })}
        />
      </Group>
      <Group justify="end" gap={6} mt={6}>
        <Button size="compact-xs" variant="default" onClick={end}>
          Cancel
        </Button>
        <Button size="compact-xs" onClick={() => void add()}>
          Add field
        </Button>
      </Group>
    </div>
  );
};

/** The custom fields of a lead: edited in place, added and removed. A field without text is removed as well. */
export const CustomFields = ({ lead, save }: CustomFieldsProps) => (
  <>
    {Object.entries(lead.custom).map(([name, value]) => (
      <Group key={name} gap={2} wrap="nowrap" align="flex-start">
        <div className={classes['grows']}>
          <EditableField
            label={fieldLabel(`custom.${name}`)}
            value={value}
            version={lead.version}
            onSave={(text, seenVersion) =>
              save('custom', { [name]: text.trim() === '' ? null : text.trim() }, seenVersion)
            }
          />
        </div>
        <Tooltip label="Remove field">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove ${fieldLabel(`custom.${name}`)}`}
            onClick={() => void saveOrTell(save, 'custom', { [name]: null }, lead.version)}
          >
            <IconX size={14} />
          </ActionIcon>
        </Tooltip>
      </Group>
    ))}
    <NewField lead={lead} save={save} />
  </>
);
