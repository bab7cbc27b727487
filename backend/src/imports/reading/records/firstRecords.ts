import { isLeadIn } from './isLeadIn.ts';
import type { ImportDialect } from '@tinygenesy/contract';
import type { LineRecord } from '../../types.ts';
import { createRecordReader } from './recordReader.ts';

/**
 * Returns the first rows of a text with the header, without the lines above the header (`isLeadIn`).
 * @param isWhole false: the text may be cut, so its last row is omitted unless it is the only one
 */
export function firstRecords(
  text: string,
  { delimiter, dialect = 'standard' }: { delimiter: string; dialect?: ImportDialect },
  isWhole: boolean,
  most = Infinity,
): LineRecord[] {
  const reader = createRecordReader(delimiter, dialect);
  reader.write(text);
  const complete = reader.take();
  if (isWhole || complete.length === 0) reader.end();
  const records = [...complete, ...reader.take()];
  const begin = records.findIndex((record) => !isLeadIn(record));
  return begin === -1 ? [] : records.slice(begin, begin + most);
}
