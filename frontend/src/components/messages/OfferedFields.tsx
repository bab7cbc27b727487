import { Combobox, Text } from '@mantine/core';
import type { TemplateField } from '@tinygenesy/contract';
import { count } from '../../words/numbers.ts';
import { fieldGroups } from './fieldGroups.ts';
import classes from './Messages.module.css';

/** List of merge fields that match the typed name, standard fields before custom ones. */
export const OfferedFields = ({ fields }: { fields: readonly TemplateField[] }) => (
  <Combobox.Dropdown hidden={fields.length === 0} className={classes['offered'] ?? ''}>
    <Combobox.Options mah={220} style={{ overflowY: 'auto' }} tabIndex={0} aria-label="Merge fields">
      {fieldGroups(fields).map(({ label, fields: some }) => (
        <Combobox.Group key={label} label={label}>
          {some.map((field) => (
            <Combobox.Option key={field.name} value={field.name}>
              {field.label}{' '}
              <Text span size="xs">
                {field.placeholder}
              </Text>
            </Combobox.Option>
          ))}
        </Combobox.Group>
      ))}
    </Combobox.Options>
  </Combobox.Dropdown>
);

/** What a screen reader says when the list opens or changes. */
export const offeredWords = (fields: readonly TemplateField[]): string => {
  const [first] = fieldGroups(fields).flatMap((group) => group.fields);
  if (first === undefined) return 'No merge field matches.';
  return `${count(fields.length)} merge ${fields.length === 1 ? 'field' : 'fields'}. Enter inserts ${first.label}. Arrow keys choose another, Escape closes the list.`;
};
