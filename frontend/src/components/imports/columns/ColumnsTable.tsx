import { Stack, Table, Text } from '@mantine/core';
import type { ImportColumn, ImportMapping, ImportReading } from '@tinygenesy/contract';
import { ColumnRow } from './ColumnRow.tsx';
import classes from '../Import.module.css';
import { conflictsOf, isRecognized, targetOf } from '../mapping.ts';
import { OtherColumns } from './OtherColumns.tsx';

type ColumnsTableProps = {
  reading: ImportReading;
  mapping: ImportMapping;
  isReading: boolean;
  onChange: (mapping: ImportMapping) => void;
};

/** Maps each column of the file to a lead field: first the recognized columns, then the others. */
export const ColumnsTable = ({ reading, mapping, isReading, onChange }: ColumnsTableProps) => {
  const conflicts = conflictsOf(reading, mapping);
  const taken = new Set(reading.headers.map((header) => targetOf(mapping, header)));
  const others = reading.columns.filter((column) => !isRecognized(column));
  const sharedWith = (header: string): string[] => {
    const target = targetOf(mapping, header);
    return target === null
      ? []
      : reading.headers.filter((other) => other !== header && targetOf(mapping, other) === target);
  };
  const table = (label: string, columns: readonly ImportColumn[]) => (
    <Table aria-label={label} aria-busy={isReading} fz="sm" layout="fixed" className={classes['columnTable'] ?? ''}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="22%">Column</Table.Th>
          <Table.Th>Sample values</Table.Th>
          <Table.Th w={240}>Field</Table.Th>
          <Table.Th w={190}>Matched by</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {columns.map((column) => (
          <ColumnRow
            key={column.header}
            column={column}
            target={targetOf(mapping, column.header)}
            taken={taken}
            sharedWith={sharedWith(column.header)}
            conflict={conflicts.get(column.header) ?? null}
            disabled={isReading}
            onChange={(target) => onChange({ ...mapping, [column.header]: target })}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
  return (
    <Stack gap="md" style={isReading ? { opacity: 0.55 } : undefined}>
      {others.length === reading.columns.length ? (
        <Text size="sm" c="dimmed">
          No column was recognized. Choose the field of each column below.
        </Text>
      ) : (
        table('Columns', reading.columns.filter(isRecognized))
      )}
      <OtherColumns
        // Another header or delimiter makes other columns.
        key={JSON.stringify(reading.headers)}
        columns={others}
        mapping={mapping}
        disabled={isReading}
        hasConflict={others.some(({ header }) => conflicts.has(header))}
        onChange={onChange}
      >
        {(columns) => table('The rest', columns)}
      </OtherColumns>
    </Stack>
  );
};
