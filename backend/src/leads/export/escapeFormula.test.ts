import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeFormula, unescapeFormula } from './escapeFormula.ts';

describe('a cell that a spreadsheet could calculate', () => {
  test.each(['=1+1', '+34 612', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '\0x', "'=1", "''+1", '＝1'])(
    'is escaped: %j',
    (cell) => expect(escapeFormula(cell)).toBe(`'${cell}`),
  );

  test.each(['', 'Ana', "O'Brien", "'quoted'", '1-2', "'", '007', ' =1'])(
    'is unchanged when it can’t be calculated: %j',
    (cell) => expect(escapeFormula(cell)).toBe(cell),
  );

  const unit = fc.constantFrom(...'=+-@\t\r\n\0\'"a ＝');
  test('is unescaped to its original text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit })), (cell) => {
        expect(unescapeFormula(escapeFormula(cell))).toBe(cell);
        expect(escapeFormula(cell)).not.toMatch(/^[=+\-@\t\r\n\0]/u);
      }),
    );
  });
});
