import type { ImportEncoding } from '@tinygenesy/contract';
import type { LineRecord } from '../../types.ts';
import { firstMark, hasStrays } from './createStrayMarker.ts';
import { decodeWhole } from './textDecoder.ts';

const marks = /\uDBFF[\uDF80-\uDFFF]/g;
const parts = /((?:\uDBFF[\uDF80-\uDFFF])+)/;
const runs = /(?:\uDBFF[\uDF80-\uDFFF])+/g;
/** Returns a row with its stray bytes decoded, and the positions of their cells. */
export function withStrays<Row extends Pick<LineRecord, 'cells' | 'strays'>>(
  row: Row,
  encoding: ImportEncoding | null,
): Row {
  if (encoding === null || !row.cells.some(hasStrays)) return row;
  return {
    ...row,
    cells: row.cells.map((cell) => (hasStrays(cell) ? strayText(cell, encoding) : cell)),
    strays: row.cells.flatMap((cell, place) => (hasStrays(cell) ? [place] : [])),
  };
}

/** Decodes a text with marks by the encoding that the stray bytes have. */
function strayText(text: string, encoding: ImportEncoding): string {
  const decode = (bytes: Buffer): string => decodeWhole(bytes, encoding);
  const isMixed = /[^\0-\x7f]/.test(text.replace(marks, ''));
  // Two characters of two bytes look like UTF-8 by chance. Few other texts are valid in these encodings.
  const whole = isMixed && ofTwoBytes.has(encoding) ? decode(bytesOf(text)) : null;
  if (whole !== null && !whole.includes('\ufffd')) return whole;
  // The second byte of a character may be ASCII, so the whole text is decoded, unless a part of it is UTF-8.
  return isMixed ? text.replace(runs, (run) => decode(bytesOf(run))) : decode(bytesOf(text));
}

const ofTwoBytes: ReadonlySet<ImportEncoding> = new Set(['gb18030', 'big5', 'euc-kr', 'shift_jis', 'euc-jp']);

/** Returns the bytes of a text as in the file. */
const bytesOf = (text: string): Buffer =>
  Buffer.concat(
    text.split(parts).map((part) =>
      hasStrays(part)
        ? Buffer.from(
            part.replace(marks, (mark) => String.fromCharCode(mark.charCodeAt(1) - firstMark)),
            'latin1',
          )
        : Buffer.from(part),
    ),
  );
