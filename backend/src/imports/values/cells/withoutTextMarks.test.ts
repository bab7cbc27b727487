import { expect, test } from 'vitest';
import { withoutTextMarks } from './withoutTextMarks.ts';

test.each([
  [
    ['Ana', '="00123"'],
    ['Ana', '00123'],
  ],
  [
    ['="A ""B"" C"', 'x'],
    ['A "B" C', 'x'],
  ],
  [
    ["'Ana", '', "'a@b.es"],
    ['Ana', '', 'a@b.es'],
  ],
  [
    ["'Ana'", "'a@b.es'", "'Pause", " Lda'"],
    ['Ana', 'a@b.es', 'Pause, Lda'],
  ],
  [
    ['“Ana”', '“a@b.es”'],
    ['Ana', 'a@b.es'],
  ],
  [
    ["'t Hooft", 'Jan'],
    ["'t Hooft", 'Jan'],
  ],
  [["'t Hooft"], ["'t Hooft"]],
  [
    ["'Ana'", 'Eva'],
    ["'Ana'", 'Eva'],
  ],
  [
    ["'O'Neil'", "'b'"],
    ["'O'Neil'", "'b'"],
  ],
  [
    ['=1+1', 'Ana'],
    ['=1+1', 'Ana'],
  ],
])('%j is %j', (cells, plain) => {
  expect(withoutTextMarks(cells, ',')).toEqual(plain);
});
