/** The element of a cell in the grid of an import's rows. */
export const cellId = (row: number, column: number): string => `import-cell-${row}-${column}`;
