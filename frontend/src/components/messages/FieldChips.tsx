import { Button, Text, TextInput } from '@mantine/core';
import type { TemplateField } from '@tinygenesy/contract';
import { useState } from 'react';
import { fieldGroups } from './fieldGroups.ts';
import { matchingFields } from './fieldQuery.ts';
import classes from './Messages.module.css';

/** A longer list of fields gets a search box. */
const maxWithoutSearch = 15;

/** Merge fields as chips, standard ones before custom ones. A click inserts the field at the caret. */
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
    <div role="group" aria-label="Merge fields">
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
      <div className={classes['chips']}>
        {fieldGroups(shown).map((group) => (
          <div key={group.label} className={classes['chipGroup']} role="group" aria-label={group.label}>
            <Text span size="xs" c="dimmed">
              {group.label}
            </Text>
            {group.fields.map((field) => (
              <Button
                key={field.name}
                size="compact-xs"
                variant="default"
                radius="xl"
                fw={400}
                className={classes['chip'] ?? ''}
                data-custom={group.isCustom || undefined}
                title={field.placeholder}
                // A focused button would move the caret out of the template.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onInsert(field)}
              >
                {field.label}
              </Button>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
};
