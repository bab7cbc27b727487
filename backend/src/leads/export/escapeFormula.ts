/** The beginnings of a formula according to OWASP, with their full-width forms, perhaps after apostrophes. */
const beginsLikeFormula = /^'*[=+\-@\t\r\n\0＝＋－＠]/u;
const isEscaped = /^'+[=+\-@\t\r\n\0＝＋－＠]/u;

/** Adds an apostrophe before a cell that a spreadsheet might calculate. `unescapeFormula` removes exactly this one. */
export const escapeFormula = (cell: string): string => (beginsLikeFormula.test(cell) ? `'${cell}` : cell);

/** Returns the cell as it was before `escapeFormula`. */
export const unescapeFormula = (cell: string): string => (isEscaped.test(cell) ? cell.slice(1) : cell);
