/** The characters that a database may write as a backslash and a letter. Others stand for themselves. */
const meanings: Record<string, string> = { n: '\n', r: '\r', t: '\t', 0: '', b: '', Z: '' };

/**
 * An escaped character between the two steps of reading: 0x10F000 plus its code, in a private area of Unicode. The CSV
 * parser takes it for a letter.
 */
const markHigh = '\uDBFC';
const marks = /\uDBFC([\uDC00-\uDC7F])/g;
const escapes = /\\(["'\\,;\t|nrt0bZ])/g;
const brokenLine = /\\(\r\n|\n|\r)/g;

export interface EscapeMarker {
  /** Replaces the escapes of the next piece of a text by marks. Keeps a backslash at the end for the next call. */
  mark(piece: string): string;
  /** Returns the rest of the text. */
  end(): string;
}

/** Marks the backslash escapes of a text that a database wrote: `\"`, `\\`, `\n`. `\N` (no value) is unchanged. */
export function createEscapeMarker(): EscapeMarker {
  let kept = '';
  return {
    mark(piece) {
      const text = kept + piece;
      kept = '';
      if (!text.includes('\\')) return text;
      const trailing = /\\+$/.exec(text)?.[0].length ?? 0;
      if (trailing % 2 === 1) kept = '\\';
      const whole = kept === '' ? text : text.slice(0, -1);
      return whole.replace(
        escapes,
        (_, escaped: string) => markHigh + String.fromCharCode(0xdc00 + escaped.charCodeAt(0)),
      );
    },
    end() {
      const rest = kept;
      kept = '';
      return rest;
    },
  };
}

/** Returns a cell with its marks replaced by the characters that they stand for. */
export function unescapeCell(cell: string): string {
  const joined = cell.includes('\\') ? cell.replace(brokenLine, '$1') : cell;
  return joined.includes(markHigh) ? joined.replace(marks, (_, mark: string) => meaningOf(mark)) : joined;
}

/** Returns a text with its marks replaced by the escapes as in the file. */
export const writtenEscapes = (text: string): string => text.replace(marks, (_, mark: string) => `\\${letterOf(mark)}`);

const letterOf = (mark: string): string => String.fromCharCode(mark.charCodeAt(0) - 0xdc00);
const meaningOf = (mark: string): string => meanings[letterOf(mark)] ?? letterOf(mark);
