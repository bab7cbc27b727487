import { cr, indexOfLineBreak, lf } from './lineBreaks.ts';

const nothing: Buffer = Buffer.alloc(0);

/** Drops the rest of a line whose end has not arrived yet. */
export interface LineSkipper {
  /** @returns what follows the first line, which may be in later bytes too */
  dropLine(bytes: Buffer): Buffer;
  /** @returns the bytes of the next piece that belong to no dropped line */
  afterDropped(bytes: Buffer): Buffer;
}

export function createLineSkipper(): LineSkipper {
  /** The rest of a line, or the second half of a CR LF. */
  let dropping: 'line' | 'lf' | null = null;

  function afterDropped(bytes: Buffer): Buffer {
    let rest = bytes;
    if (dropping === 'line') {
      const lineEnd = indexOfLineBreak(bytes);
      if (lineEnd === -1) return nothing;
      dropping = bytes[lineEnd] === cr ? 'lf' : null;
      rest = bytes.subarray(lineEnd + 1);
    }
    if (dropping === 'lf' && rest.length > 0) {
      dropping = null;
      if (rest[0] === lf) rest = rest.subarray(1);
    }
    return rest;
  }

  return {
    dropLine(bytes) {
      dropping = 'line';
      return afterDropped(bytes);
    },
    afterDropped,
  };
}
