import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRecords } from '../records/readRecords.ts';
import { evidenceOf } from './encodings/guessEncoding.ts';
import { inspectFile } from './inspectFile.ts';

const parts = [
  'a',
  ' ',
  '"',
  ',',
  ';',
  '\n',
  '\r',
  '\\',
  '\t',
  'é',
  'Total',
  'Email',
  'a@x.de',
  '\u00e9b',
  ', "',
  '" ,',
];

test('any file is read with as many rows as were announced: notes and footers are the same for both', async () => {
  const file = fc.record({ texts: fc.array(fc.constantFrom(...parts), { maxLength: 40 }), isLatin: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(file, async ({ texts, isLatin }) => {
      const bytes = Buffer.from(texts.join(''), isLatin ? 'latin1' : 'utf8');
      const options = { isWhole: true, sizeBytes: bytes.length, evidence: evidenceOf(bytes), choice: {} };
      const reading = inspectFile(bytes, options);
      if ('refused' in reading) return;
      let count = 0;
      const pieces = (async function* () {
        yield bytes;
      })();
      for await (const rows of readRecords(pieces, { ...reading, columns: reading.headers })) count += rows.length;
      expect(count).toBe(reading.rowCountEstimate);
    }),
    { numRuns: 300 },
  );
});
