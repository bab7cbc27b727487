export const lf = 0x0a;
export const cr = 0x0d;

export const isLineBreak = (byte: number | undefined): boolean => byte === lf || byte === cr;

export const hasLineBreak = (cell: string): boolean => cell.includes('\n') || cell.includes('\r');

/** Returns the index of the first line break; -1: none. */
export function indexOfLineBreak(bytes: Buffer): number {
  const atLf = bytes.indexOf(lf);
  const atCr = (atLf === -1 ? bytes : bytes.subarray(0, atLf)).indexOf(cr);
  return atCr === -1 ? atLf : atCr;
}

/** Counts line breaks: CR, LF and CR LF are one each. */
export function countLineBreaks(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    if (bytes[at] === cr || (bytes[at] === lf && (at === from || bytes[at - 1] !== cr))) count += 1;
  }
  return count;
}

/** Returns the length of a row without its line break. */
export function contentLength(row: Buffer): number {
  let end = row.length;
  if (row[end - 1] === lf) end -= 1;
  if (row[end - 1] === cr) end -= 1;
  return end;
}
