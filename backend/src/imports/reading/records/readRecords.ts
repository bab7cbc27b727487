import type { FileRecord, ImportPlan } from '../../types.ts';
import { isLeadIn } from './isLeadIn.ts';
import { createRecordReader } from './recordReader.ts';
import { createTextDecoder } from './textDecoder.ts';

const batchRows = 500;
/** So much is decoded at once, however large the chunks are. */
const pieceBytes = 64 * 1024;

/**
 * Reads a CSV file as it comes, in memory that does not grow with it. The header and what stands above it
 * (`sep=;`) are left out, blank lines too; every other line ends in a row or in a row's fault. How the bytes are cut into chunks changes nothing.
 * @returns batches of at most 500 rows
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  { encoding, delimiter, hasHeader }: Pick<ImportPlan, 'encoding' | 'delimiter' | 'hasHeader'>,
): AsyncGenerator<FileRecord[], void, undefined> {
  const decoder = createTextDecoder(encoding);
  const reader = createRecordReader(delimiter);
  let begun = false;
  let lastRow = 0;
  let batch: FileRecord[] = [];

  function* fullBatches(): Generator<FileRecord[]> {
    for (const record of reader.take()) {
      if (!begun) {
        if (isLeadIn(record)) continue;
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
