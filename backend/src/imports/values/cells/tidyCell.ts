// Control characters and halves of surrogate pairs have no meaning in a lead, and databases refuse some of them.
// eslint-disable-next-line no-control-regex
const unstorable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Cs}/gu;
const lineBreaks = /\s*[\t\n\r\u2028\u2029]\s*/gu;
const edges = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/gu;
/** Matches cells that need no change, which most are. */
const plain = /^(?:[!-~](?:[ -~]*[!-~])?)?$/u;

/** Puts a cell's text on one line and trims it. Letters, accents and emoji are unchanged. */
export function tidyCell(cell: string): string {
  return plain.test(cell) ? cell : cell.replace(lineBreaks, ' ').replace(unstorable, '').replace(edges, '');
}

/** Tidies a text as `tidyCell` does, but keeps its line breaks. */
export function tidyLines(cell: string): string {
  return plain.test(cell) ? cell : cell.replace(unstorable, '').replace(edges, '');
}
