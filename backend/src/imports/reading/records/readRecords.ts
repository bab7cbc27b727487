import type { FileRecord, ImportPlan } from '../../types.ts';
import { isLeadIn } from './isLeadIn.ts';
import { createRecordReader } from './recordReader.ts';
import { createTextDecoder } from './textDecoder.ts';

const batchRows = 500;
/** The size of the pieces that are decoded, independent of the size of the chunks. */
const pieceBytes = 64 * 1024;

/**
 * Reads a CSV file piece by piece, in constant memory. Skips blank lines, the header and the lines above it (`sep=;` and all before `startLine`).
 * Every other line is part of a row or of a row's fault. The result does not depend on the chunks.
 * @returns batches of at most 500 rows
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  { encoding, delimiter, hasHeader, startLine }: Pick<ImportPlan, 'encoding' | 'delimiter' | 'hasHeader' | 'startLine'>,
): AsyncGenerator<FileRecord[], void, undefined> {
  const decoder = createTextDecoder(encoding);
  const reader = createRecordReader(delimiter);
  let begun = false;
  let lastRow = 0;
  let batch: FileRecord[] = [];

  function* fullBatches(): Generator<FileRecord[]> {
    for (const record of reader.take()) {
      if (!begun) {
        if (record.line < startLine || isLeadIn(record)) continue;
        begun = true;
        if (hasHeader) continue;
      }
      lastRow += 1;
      batch.push({ row: lastRow, line: record.line, cells: record.cells, fault: record.fault });
      if (batch.length < batchRows) continue;
      yield batch;
      batch = [];
    }
  }

  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      reader.write(decoder.decode(chunk.subarray(at, at + pieceBytes)));
      yield* fullBatches();
    }
    if (reader.gaveUp()) break;
  }
  reader.write(decoder.end());
  reader.end();
  yield* fullBatches();
  if (batch.length > 0) yield batch;
}
