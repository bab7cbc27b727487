import { Button, TextInput } from '@mantine/core';
import type { TemplateField } from '@tinygenesy/contract';
import { useState } from 'react';
import { matchingFields } from './fieldQuery.ts';
import classes from './Messages.module.css';

/** From so many on a person searches rather than looks. */
const manyFields = 16;

/** The fields as chips: a click puts one where the caret is. */
export const FieldChips = ({
  fields,
  onPick,
}: {
  fields: readonly TemplateField[];
  onPick: (field: TemplateField) => void;
}) => {
  const [search, setSearch] = useState('');
  const shown = search.trim() === '' ? fields : matchingFields(fields, search);
  return (
    <div>
      {fields.length < manyFields ? null : (
        <TextInput
          size="xs"
          mb={6}
          placeholder={`Find one of ${fields.length} fields`}
          aria-label="Find a field"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <div className={classes['chips']} role="group" aria-label="Fields to put in">
        {shown.map((field) => (
          <Button
            key={field.name}
            size="compact-xs"
            variant="default"
            radius="xl"
            fw={400}
            title={field.placeholder}
            // The caret stays where it is.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(field)}
          >
            {field.label}
          </Button>
        ))}
      </div>
    </div>
  );
};
