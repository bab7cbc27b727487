import { Select, Table, Text } from '@mantine/core';
import { type ImportColumn, importFieldSchema, type ImportTarget, repeatableImportFields } from '@tinygenesy/contract';
import { matchWords, fieldOptions, targetLabel } from '../../../words/import.ts';
import classes from '../Import.module.css';
import { customTargetOf } from '../mapping.ts';

const skipped = 'skipped';
const custom = 'custom';

const valueOf = (target: ImportTarget | null): string =>
  target === null ? skipped : target.startsWith('custom:') ? custom : target;

/** Of several columns for one field, the first value of a row counts. Other fields take one column. */
const usedWords = (field: string): string => (repeatableImportFields.includes(field) ? 'also used' : 'already used');

type ColumnRowProps = {
  column: ImportColumn;
  target: ImportTarget | null;
  /** The fields of all columns, including this one. */
  taken: ReadonlySet<ImportTarget | null>;
  /** Other columns with the same field. */
  sharedWith: readonly string[];
  /** Explains the conflict with other columns; null without one. */
  conflict: string | null;
  disabled: boolean;
  onChange: (target: ImportTarget | null) => void;
};

/** Says how a column was matched, and which other columns have the same field. */
const MatchedBy = ({ words, sharedWith }: { words: string; sharedWith: readonly string[] }) => (
  <>
    <Text size="sm" c="dimmed">
      {words}
    </Text>
    {sharedWith.length === 0 ? null : (
      <Text size="xs" c="dimmed">
        Same field as {sharedWith.map((other) => `“${other}”`).join(', ')}: the first value of a row counts.
      </Text>
    )}
  </>
);

/** One column of the file with its sample values and its field. */
export const ColumnRow = ({ column, target, taken, sharedWith, conflict, disabled, onChange }: ColumnRowProps) => {
  const { header, originalHeader, samples } = column;
  const customTarget: ImportTarget = target !== null && target.startsWith('custom:') ? target : customTargetOf(column);
  const choose = (value: string | null): void => {
    if (value === skipped) onChange(null);
    else if (value === custom) onChange(customTarget);
    else {
      const field = importFieldSchema.safeParse(value);
      if (field.success) onChange(field.data);
    }
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {header}
        </Text>
        {originalHeader.trim() === header ? null : (
          <Text size="xs" c="dimmed">
            {originalHeader.trim() === '' ? 'no name in the file' : `“${originalHeader}” in the file`}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text
          size="sm"
          {...(target === null ? { c: 'dimmed' } : {})}
          className={classes['samples'] ?? ''}
          dir="auto"
          title={samples.join(' · ')}
        >
          {samples.length === 0 ? (
            <Text span size="sm" c="dimmed">
              empty
            </Text>
          ) : (
            samples.slice(0, 4).join(' · ')
          )}
        </Text>
      </Table.Td>
      <Table.Td>
        <Select
          size="xs"
          aria-label={`Field for “${header}”`}
          searchable
          allowDeselect={false}
          disabled={disabled}
          maxDropdownHeight={320}
          comboboxProps={{ keepMounted: false }}
          data={[
            {
              group: 'Fields',
              items: fieldOptions.map(({ value, label }) => ({
                value,
                label: value !== target && taken.has(value) ? `${label} · ${usedWords(value)}` : label,
              })),
            },
            {
              group: 'Or',
              items: [
                { value: custom, label: `Custom field ${targetLabel(customTarget)}` },
                { value: skipped, label: 'Skip this column' },
              ],
            },
          ]}
          value={valueOf(target)}
          onChange={choose}
          error={conflict}
        />
      </Table.Td>
      <Table.Td>
        <MatchedBy words={matchWords(column, target)} sharedWith={conflict === null ? sharedWith : []} />
      </Table.Td>
    </Table.Tr>
  );
};
