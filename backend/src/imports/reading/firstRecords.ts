import { isSepLine } from './isSepLine.ts';
import { type LineRecord, createRecordReader } from './recordReader.ts';

/**
 * The first rows of a text, its header among them, without a first line `sep=`.
 * @param isWhole false: the text is cut somewhere, and its last row is not told unless it is the first one too
 */
export function firstRecords(text: string, delimiter: string, isWhole: boolean, most = Infinity): LineRecord[] {
  const reader = createRecordReader(delimiter);
  reader.write(text);
  const complete = reader.take();
  if (isWhole || complete.length === 0) reader.end();
  return [...complete, ...reader.take()].filter((record) => !isSepLine(record)).slice(0, most);
}
