import { Group, NativeSelect, Text } from '@mantine/core';
import { onDuplicateSchema } from '@tinygenesy/contract';
import { useId } from 'react';
import { duplicateChoices } from '../../../words/import.ts';
import type { DraftSettings } from '../mapping.ts';

type ExistingLeadsProps = {
  settings: Pick<DraftSettings, 'onDuplicate'>;
  onChange: (part: Pick<DraftSettings, 'onDuplicate'>) => void;
};

/** The rule for rows whose lead exists. A file of recognized columns skips the step that explains it. */
export const ExistingLeads = ({ settings, onChange }: ExistingLeadsProps) => {
  const id = useId();
  return (
    <Group gap={8} ml="auto">
      <Text component="label" htmlFor={id} size="sm">
        Existing leads
      </Text>
      <NativeSelect
        id={id}
        size="xs"
        data={duplicateChoices.map(({ value, label }) => ({ value, label }))}
        value={settings.onDuplicate}
        onChange={({ currentTarget }) => onChange({ onDuplicate: onDuplicateSchema.parse(currentTarget.value) })}
      />
    </Group>
  );
};
