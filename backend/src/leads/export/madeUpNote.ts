/** Stands beside every number of the sandbox that leaves the program, so that nobody takes it for a real one. */
export const madeUpNote = 'Made up by the sandbox';

/** The columns that say it: of an export for spreadsheets, of a raw one, and of what `npm run enrich` writes. */
const notingColumns: ReadonlySet<string> = new Set(['Phone note', 'phoneMode', 'phone_reason']);

/** Where a file of ours says whether a number is made up; -1: it is none of ours. */
export const madeUpColumn = (headers: readonly string[]): number =>
  headers.findIndex((header) => notingColumns.has(header));

/** Whether a cell of that column says that the number of its row is made up. */
export const saysMadeUp = (cell: string): boolean => cell === 'sandbox' || cell.includes(madeUpNote);
