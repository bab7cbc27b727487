import { isLeadIn } from './isLeadIn.ts';
import type { LineRecord } from '../../types.ts';
import { createRecordReader } from './recordReader.ts';

/**
 * The first rows of a text, its header among them, without what stands above it.
 * @param isWhole false: the text is cut somewhere, and its last row is not told unless it is the first one too
 */
export function firstRecords(text: string, delimiter: string, isWhole: boolean, most = Infinity): LineRecord[] {
  const reader = createRecordReader(delimiter);
  reader.write(text);
  const complete = reader.take();
  if (isWhole || complete.length === 0) reader.end();
  const records = [...complete, ...reader.take()];
  const begin = records.findIndex((record) => !isLeadIn(record));
  return begin === -1 ? [] : records.slice(begin, begin + most);
}
