/** Prints rows as a table with their keys as header, numbers right-aligned. All rows have the keys of the first row. */
export function printTable(rows: Record<string, string | number>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const widthOf = (column: string) => Math.max(column.length, ...rows.map((row) => String(row[column]).length));
  const widths = new Map(columns.map((column) => [column, widthOf(column)]));
  const line = (cell: (column: string) => string | number | undefined) =>
    columns
      .map((column) => {
        const value = cell(column);
        const width = widths.get(column) ?? 0;
        return typeof value === 'number' ? String(value).padStart(width) : String(value ?? '').padEnd(width);
      })
      .join('  ')
      .trimEnd();
  console.log(line((column) => column));
  console.log(columns.map((column) => '-'.repeat(widths.get(column) ?? 0)).join('  '));
  for (const row of rows) console.log(line((column) => row[column]));
}
