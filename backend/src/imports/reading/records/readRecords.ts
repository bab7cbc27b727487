import type { FileRecord, ImportPlan, LineRecord } from '../../types.ts';
import { canBeFooter, footerBegin, longestFooter } from './footer.ts';
import { isLeadIn } from './isLeadIn.ts';
import { createRecordReader } from './recordReader.ts';
import { withStrays } from './withStrays.ts';
import { createTextDecoder } from './textDecoder.ts';

const batchRows = 500;
/** The size of the pieces that are decoded, independent of the size of the chunks. */
const pieceBytes = 64 * 1024;

/** How the rows of a file are found in its bytes. */
export type FileFormat = Pick<
  ImportPlan,
  'encoding' | 'strayEncoding' | 'delimiter' | 'dialect' | 'hasHeader' | 'startLine'
> & {
  columns: readonly unknown[];
};

/**
 * Reads a CSV file piece by piece, in constant memory. Skips blank lines and rows, the header, the lines above it
 * (`sep=;` and all before `startLine`) and the footer below the last row. Every other line is part of a row or of a row's
 * fault. The result does not depend on the chunks.
 * @returns batches of at most 500 rows
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  { encoding, strayEncoding, delimiter, dialect, hasHeader, startLine, columns }: FileFormat,
): AsyncGenerator<FileRecord[], void, undefined> {
  const decoder = createTextDecoder(encoding, strayEncoding);
  const reader = createRecordReader(delimiter, dialect);
  const columnCount = columns.length;
  let begun = false;
  let lastRow = 0;
  let batch: FileRecord[] = [];
  /** The last rows so far, if they can be the footer of the file. */
  let held: LineRecord[] = [];

  function* numbered(records: Iterable<LineRecord>): Generator<FileRecord[]> {
    for (const { isAfterBlank: _, ...record } of records) {
      lastRow += 1;
      batch.push({ row: lastRow, ...record });
      if (batch.length < batchRows) continue;
      yield batch;
      batch = [];
    }
  }

  function* complete(): Generator<LineRecord> {
    for (const taken of reader.take()) {
      const record = decoder.hasStrays() ? withStrays(taken, strayEncoding) : taken;
      if (!begun) {
        if (record.line < startLine || isLeadIn(record)) continue;
        begun = true;
        if (hasHeader) continue;
      }
      const isHeld = canBeFooter(record, columnCount);
      if (isHeld) held.push(record);
      if (isHeld && held.length <= longestFooter) continue;
      yield* held;
      held = [];
      if (!isHeld) yield record;
    }
  }

  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      reader.write(decoder.decode(chunk.subarray(at, at + pieceBytes)));
      yield* numbered(complete());
    }
    if (reader.gaveUp()) break;
  }
  reader.write(decoder.end());
  reader.end();
  yield* numbered(complete());
  yield* numbered(held.slice(0, footerBegin(held, columnCount)));
  if (batch.length > 0) yield batch;
}
