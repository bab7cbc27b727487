// Control characters, NUL among them, say nothing in a lead, and databases refuse some of them; neither does half a
// surrogate pair.
// eslint-disable-next-line no-control-regex
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Cs}/gu;
const lineBreaks = /\s*[\t\n\r\u2028\u2029]\s*/gu;
const edges = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/gu;
/** Most cells: nothing to do. */
const plain = /^(?:[!-~](?:[ -~]*[!-~])?)?$/u;

/** A cell's text in one line without what surrounds it; letters, accents and emoji stay as they are. */
export function tidyCell(cell: string): string {
  return plain.test(cell) ? cell : cell.replace(lineBreaks, ' ').replace(unspeakable, '').replace(edges, '');
}

/** The same, keeping the lines of a text. */
export function tidyLines(cell: string): string {
  return plain.test(cell) ? cell : cell.replace(unspeakable, '').replace(edges, '');
}
