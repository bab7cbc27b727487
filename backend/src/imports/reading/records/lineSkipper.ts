import { cr, indexOfLineBreak, lf } from './lineBreaks.ts';

const nothing: Buffer = Buffer.alloc(0);

/** Drops the rest of a line whose end has not been received yet. */
export interface LineSkipper {
  /** Drops the first line. @returns the bytes after the line; the rest of it is dropped from later bytes */
  dropLine(bytes: Buffer): Buffer;
  /** @returns the bytes of the next piece that don't belong to a dropped line */
  afterDropped(bytes: Buffer): Buffer;
}

export function createLineSkipper(): LineSkipper {
  /** What later bytes begin with and is dropped: the rest of a line, or the LF of a CR LF. */
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
