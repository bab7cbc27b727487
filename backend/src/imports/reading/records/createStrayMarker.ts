import { isUtf8 } from 'node:buffer';

/**
 * A byte that is not UTF-8, between decoding and the splitting into cells: 0x10FF00 plus the byte, in a private area of
 * Unicode. The CSV parser takes it for a letter.
 */
const markHigh = '\uDBFF';
/** The mark of byte 0. */
export const firstMark = 0xdf00;
const nothing: Buffer = Buffer.alloc(0);

const markOf = (byte: number): string => markHigh + String.fromCharCode(firstMark + byte);

export const hasStrays = (text: string): boolean => text.includes(markHigh) && /\uDBFF[\uDF80-\uDFFF]/.test(text);

/** Decodes UTF-8 piece by piece. Marks bytes that are not UTF-8, so that `strayText` can decode them with their cell. */
export function createStrayMarker(): (bytes?: Uint8Array) => string {
  let cut = nothing;
  return (piece) => {
    const bytes = piece === undefined ? cut : Buffer.concat([cut, piece]);
    const end = piece === undefined ? bytes.length : bytes.length - cutLength(bytes);
    cut = Buffer.from(bytes.subarray(end));
    const whole = bytes.subarray(0, end);
    return isUtf8(whole) ? whole.toString() : marked(whole);
  };
}

/** Returns how many bytes at the end are the beginning of a character. */
function cutLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc2) return back < lengthOf(byte) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

const lengthOf = (lead: number): number =>
  lead >= 0xf5 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;

function marked(bytes: Buffer): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    const length = lengthOf(byte);
    if (byte < 0x80 || (length > 1 && isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length)) {
      at += length;
      continue;
    }
    parts.push(bytes.toString('utf8', from, at), markOf(byte));
    at += 1;
    from = at;
  }
  parts.push(bytes.toString('utf8', from));
  return parts.join('');
}
