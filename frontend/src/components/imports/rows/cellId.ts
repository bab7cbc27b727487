/** DOM id of a cell in the grid of rows. */
export const cellId = (row: number, column: number): string => `import-cell-${row}-${column}`;
