/** What a spreadsheet may take for a formula: the beginnings that OWASP names, with their full-width forms. */
const beginsLikeFormula = /^'*[=+\-@\t\r\n\0＝＋－＠]/u;
const isEscaped = /^'+[=+\-@\t\r\n\0＝＋－＠]/u;

/** The cell with an apostrophe before it where a spreadsheet might calculate it. `unescapeFormula` undoes exactly this. */
export const escapeFormula = (cell: string): string => (beginsLikeFormula.test(cell) ? `'${cell}` : cell);

/** The cell as it was before `escapeFormula`. */
export const unescapeFormula = (cell: string): string => (isEscaped.test(cell) ? cell.slice(1) : cell);
