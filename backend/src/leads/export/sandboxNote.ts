/** Marks every sandbox number in an exported file, so that it is not mistaken for a real number. */
export const sandboxNote = 'Sandbox number (test data)';

/** The marks of this version and of versions up to 0.4.0, for imports of their files. */
const notes = [sandboxNote, 'Made up by the sandbox'] as const;

/** The marking columns of a spreadsheet export, of a raw export and of the output of `npm run enrich`. */
const notingColumns: ReadonlySet<string> = new Set(['Phone note', 'phoneMode', 'phone_reason']);

/** Returns the place of the marking column; -1 when the file is not an export. */
export const sandboxColumn = (headers: readonly string[]): number =>
  headers.findIndex((header) => notingColumns.has(header));

/** Returns whether a cell of the marking column marks the number of its row as a sandbox number. */
export const marksSandboxNumber = (cell: string): boolean =>
  cell === 'sandbox' || notes.some((note) => cell.includes(note));
