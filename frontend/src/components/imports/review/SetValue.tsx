import { Button, Group, Select, TextInput } from '@mantine/core';
import type { ImportTarget } from '@tinygenesy/contract';
import { useState } from 'react';
import { targetLabel } from '../../../words/import.ts';
import { choicesOf } from './valueChoices.ts';

/** Sets one value in all cells with a problem. A field with few possible values offers these. */
export const SetValue = ({ target, onSet }: { target: ImportTarget; onSet: (value: string) => void }) => {
  const [value, setValue] = useState('');
  const choices = choicesOf(target);
  const label = `${targetLabel(target)} for all these rows`;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') onSet(value.trim());
      }}
    >
      <Group gap={6} mt={8} align="end" wrap="nowrap">
        {choices === null ? (
          <TextInput
            size="xs"
            flex={1}
            autoFocus
            label={label}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        ) : (
          <Select
            size="xs"
            flex={1}
            autoFocus
            searchable
            selectFirstOptionOnChange
            comboboxProps={{ keepMounted: false }}
            label={label}
            data={choices}
            value={value === '' ? null : value}
            onChange={(chosen) => setValue(chosen ?? '')}
          />
        )}
        <Button size="xs" type="submit" disabled={value.trim() === ''}>
          Set value
        </Button>
      </Group>
    </form>
  );
};
