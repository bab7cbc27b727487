import { Button, TextInput } from '@mantine/core';
import type { TemplateField } from '@tinygenesy/contract';
import { useState } from 'react';
import { matchingFields } from './fieldQuery.ts';
import classes from './Messages.module.css';

/** A longer list of fields gets a search box. */
const maxWithoutSearch = 15;

/** Merge fields as chips. A click inserts the field at the caret. */
export const FieldChips = ({
  fields,
  onInsert,
}: {
  fields: readonly TemplateField[];
  onInsert: (field: TemplateField) => void;
}) => {
  const [search, setSearch] = useState('');
  const shown = search.trim() === '' ? fields : matchingFields(fields, search);
  return (
    <div>
      {fields.length <= maxWithoutSearch ? null : (
        <TextInput
          size="xs"
          mb={6}
          placeholder={`Search ${fields.length} fields`}
          aria-label="Search fields"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <div className={classes['chips']} role="group" aria-label="Merge fields">
        {shown.map((field) => (
          <Button
            key={field.name}
            size="compact-xs"
            variant="default"
            radius="xl"
            fw={400}
            title={field.placeholder}
            // A focused button would move the caret out of the template.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onInsert(field)}
          >
            {field.label}
          </Button>
        ))}
      </div>
    </div>
  );
};
