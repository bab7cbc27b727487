import { Select, Table, Text } from '@mantine/core';
import { type ImportColumn, importFieldSchema, type ImportTarget } from '@tinygenesy/contract';
import { becauseWords, fieldOptions, targetLabel } from '../../../words/import.ts';
import classes from '../Import.module.css';

const leaveOut = 'leave-out';
const custom = 'custom';

const valueOf = (target: ImportTarget | null): string =>
  target === null ? leaveOut : target.startsWith('custom:') ? custom : target;

type ColumnRowProps = {
  column: ImportColumn;
  target: ImportTarget | null;
  /** Where the columns of the file go, this one's place included. */
  taken: ReadonlySet<ImportTarget | null>;
  /** What is wrong with this choice beside the others. */
  conflict: string | null;
  disabled: boolean;
  onChange: (target: ImportTarget | null) => void;
};

/** One column of the file: what is in it, and where it goes. */
export const ColumnRow = ({ column, target, taken, conflict, disabled, onChange }: ColumnRowProps) => {
  const { header, originalHeader, samples } = column;
  const customTarget: ImportTarget =
    target !== null && target.startsWith('custom:') ? target : `custom:${header.slice(0, 100)}`;
  const choose = (value: string | null): void => {
    if (value === leaveOut) onChange(null);
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
            {originalHeader.trim() === '' ? 'has no name in the file' : `“${originalHeader}” in the file`}
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
          aria-label={`“${header}” goes to`}
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
                label: value !== target && taken.has(value) ? `${label} · taken` : label,
              })),
            },
            {
              group: 'Or',
              items: [
                { value: custom, label: `Custom field ${targetLabel(customTarget)}` },
                { value: leaveOut, label: 'Leave out' },
              ],
            },
          ]}
          value={valueOf(target)}
          onChange={choose}
          error={conflict}
        />
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {becauseWords(column, target)}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
};
