import { useLocalStorage } from '@mantine/hooks';
import { useTable } from '@tanstack/react-table';
import type { Lead } from '@tinygenesy/contract';
import { hiddenAtFirst, leadColumns, leadTableFeatures } from './leadColumns.tsx';

const checkboxWidth = 38;

/** The table with its columns. Their choice and widths are stored in this browser. */
export const useTableColumns = (leads: Lead[]) => {
  const [columnVisibility, setColumnVisibility] = useLocalStorage({
    key: 'tinygenesy.leads-columns',
    defaultValue: hiddenAtFirst,
    getInitialValueInEffect: false,
  });
  const [columnSizing, setColumnSizing] = useLocalStorage<Record<string, number>>({
    key: 'tinygenesy.leads-widths',
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const table = useTable({
    features: leadTableFeatures,
    columns: leadColumns,
    data: leads,
    getRowId: (lead) => String(lead.id),
    columnResizeMode: 'onChange',
    state: { columnVisibility, columnSizing },
    onColumnVisibilityChange: setColumnVisibility,
    onColumnSizingChange: setColumnSizing,
  });
  const shown = table.getVisibleLeafColumns();
  const widths = shown.map((column) => column.getSize());
  // A width that a person chose stays; the spare width goes to the other columns.
  const tracks = shown.map(({ id, columnDef }, index) => {
    const grow = columnSizing[id] === undefined ? columnDef.meta?.grow : undefined;
    return grow === undefined ? `${widths[index]}px` : `minmax(${widths[index]}px, ${grow}fr)`;
  });
  return {
    table,
    rows: table.getRowModel().rows,
    shownCount: shown.length,
    /** Changes when other columns are shown. */
    shownKey: shown.map(({ id }) => id).join(),
    width: checkboxWidth + widths.reduce((sum, width) => sum + width, 0),
    gridTemplateColumns: [`${checkboxWidth}px`, ...tracks].join(' '),
    /** The columns that the user can show and hide. */
    choices: table
      .getAllLeafColumns()
      .filter((column) => column.getCanHide())
      .map((column) => ({
        id: column.id,
        label: typeof column.columnDef.header === 'string' ? column.columnDef.header : column.id,
        visible: column.getIsVisible(),
        toggle: (): void => column.toggleVisibility(),
      })),
  };
};

export type TableColumns = ReturnType<typeof useTableColumns>;
