import { Table } from '@mantine/core';
import type { ImportMapping, ImportReading } from '@tinygenesy/contract';
import { ColumnRow } from './ColumnRow.tsx';
import classes from '../Import.module.css';
import { conflictsOf, targetOf } from '../mapping.ts';

type ColumnsTableProps = {
  reading: ImportReading;
  mapping: ImportMapping;
  isReading: boolean;
  onChange: (mapping: ImportMapping) => void;
};

/** Maps each column of the file to a lead field. */
export const ColumnsTable = ({ reading, mapping, isReading, onChange }: ColumnsTableProps) => {
  const conflicts = conflictsOf(reading, mapping);
  const taken = new Set(reading.headers.map((header) => targetOf(mapping, header)));
  return (
    <Table
      aria-label="Columns"
      aria-busy={isReading}
      fz="sm"
      className={classes['columnTable'] ?? ''}
      style={isReading ? { opacity: 0.55 } : undefined}
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="22%">Column</Table.Th>
          <Table.Th>Sample values</Table.Th>
          <Table.Th w={240}>Field</Table.Th>
          <Table.Th w={190}>Matched by</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {reading.columns.map((column) => (
          <ColumnRow
            key={column.header}
            column={column}
            target={targetOf(mapping, column.header)}
            taken={taken}
            conflict={conflicts.get(column.header) ?? null}
            disabled={isReading}
            onChange={(target) => onChange({ ...mapping, [column.header]: target })}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
};
