import { isAscii, isUtf8 } from 'node:buffer';

/** What a file tells of its encoding. */
export interface TextEvidence {
  /** Lines that are valid UTF-8 with characters beyond ASCII. */
  utf8Lines: number;
  /** Lines that are not UTF-8. */
  strayLines: number;
  /** The first lines with bytes beyond ASCII. */
  sample: Buffer;
  /** The first lines that are not UTF-8. */
  straySample: Buffer;
  /** The last bytes of the file. */
  tail: Buffer;
}

const most = { sample: 8 * 1024, line: 16 * 1024, tail: 64 * 1024 };
/** The number of UTF-8 lines after which more of them prove nothing. */
const enoughLines = 10_000;
const nothing: Buffer = Buffer.alloc(0);

/** Collects evidence from the pieces of a file. Fast enough to look at every piece of an upload. */
export function createTextEvidence(): { write(piece: Uint8Array): void; end(): TextEvidence } {
  let utf8Lines = 0;
  let strayLines = 0;
  const sample = createSample();
  const straySample = createSample();
  let cut = nothing;
  let tail = nothing;

  function lookAt(line: Buffer): void {
    if (isAscii(line)) return;
    sample.add(line);
    if (isUtf8(line)) utf8Lines += 1;
    else {
      strayLines += 1;
      straySample.add(line);
    }
  }

  /** Looks at whole lines. */
  function lookAtLines(bytes: Buffer): void {
    if (isAscii(bytes) || (utf8Lines > enoughLines && isUtf8(bytes))) return;
    let from = 0;
    while (from < bytes.length) {
      const end = lineEnd(bytes, from);
      lookAt(bytes.subarray(from, end));
      from = end + 1;
    }
  }

  return {
    write(piece) {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      tail = Buffer.concat([tail, bytes.subarray(-most.tail)]).subarray(-most.tail);
      const whole = cut.length === 0 ? bytes : Buffer.concat([cut, bytes]);
      const last = Math.max(whole.lastIndexOf(0x0a), whole.lastIndexOf(0x0d)) + 1;
      // A line without end is looked at in parts, so that it is not kept.
      const to = whole.length - last > most.line ? whole.length : last;
      lookAtLines(whole.subarray(0, to));
      cut = Buffer.from(whole.subarray(to));
    },
    end() {
      lookAtLines(cut);
      cut = nothing;
      return { utf8Lines, strayLines, sample: sample.bytes(), straySample: straySample.bytes(), tail };
    },
  };
}

/** Keeps the first lines, up to `most.sample` bytes. */
function createSample(): { add(line: Buffer): void; bytes(): Buffer } {
  const lines: Buffer[] = [];
  let length = 0;
  return {
    add(line) {
      if (length >= most.sample) return;
      const kept = Buffer.from(line.subarray(0, most.sample - length));
      lines.push(kept, Buffer.from('\n'));
      length += kept.length + 1;
    },
    bytes: () => Buffer.concat(lines),
  };
}

/** Returns the index of the end of a line. */
function lineEnd(bytes: Buffer, from: number): number {
  const lf = bytes.indexOf(0x0a, from);
  const line = bytes.subarray(from, lf === -1 ? bytes.length : lf);
  const cr = line.indexOf(0x0d);
  return cr === -1 ? from + line.length : from + cr;
}
