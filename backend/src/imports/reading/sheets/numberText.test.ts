import { expect, test } from 'vitest';
import { numberKind, numberText } from './numberText.ts';

const shown = (written: string, code?: string, id = 164) => numberText(written, numberKind(id, code), false);

test.each([
  ['491701234567', 'General', '491701234567'],
  ['4.91701234567E+11', 'General', '491701234567'],
  ['1234567890123456789', '0', '1234567890123456789'],
  ['0.30000000000000004', 'General', '0.3'],
  ['-42', 'General', '-42'],
  ['123', '00000', '00123'],
  ['123456', '00000', '123456'],
  ['7', '0000-00', '0000-07'],
  ['491234567890', '+00 000 0000000', '+49 123 4567890'],
  ['4155550161', '(###) ###-####', '(415) 555-0161'],
  ['4155550161', '\\(000\\)\\ 000\\-0000', '(415) 555-0161'],
  ['1234.5', '#,##0.00', '1234.5'],
  ['0.25', '0%', '0.25'],
  ['1234.5', '#,##0.00\\ "€"', '1234.5'],
  ['45429', 'dd/mm/yyyy', '2024-05-17'],
  ['45429', '[$-409]d-mmm-yy;@', '2024-05-17'],
  ['45429.3958333333', 'yyyy-mm-dd hh:mm', '2024-05-17 09:30:00'],
  ['0.3958333333', 'h:mm', '09:30:00'],
  ['1', 'dd/mm/yyyy', '1900-01-01'],
  ['59', 'dd/mm/yyyy', '1900-02-28'],
  ['61', 'dd/mm/yyyy', '1900-03-01'],
  ['12', '0 "days"', '12'],
])('%s in the format %s is %s', (written, code, text) => {
  expect(shown(written, code)).toBe(text);
});

test('built-in formats and the calendar from 1904 are known', () => {
  expect(shown('45429', undefined, 14)).toBe('2024-05-17');
  expect(shown('45429', undefined, 1)).toBe('45429');
  expect(numberText('43967', numberKind(14), true)).toBe('2024-05-17');
});
