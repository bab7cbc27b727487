import { expect, it } from 'vitest';
import { createRowMarks, type RowMarks } from './rowMarks.ts';

const create = { state: 'create', earlierLine: null, differences: [] } as const;

function marksOf(rows: { code: string; field: string | null }[][]): RowMarks {
  const marks = createRowMarks();
  for (const issues of rows) marks.add({ ...create, issues, hasProblem: issues.length > 0 });
  return marks;
}

it('finds rows by problem, and by the field with the problem', () => {
  const marks = marksOf([
    [{ code: 'mojibake', field: 'firstName' }],
    [],
    [
      { code: 'mojibake', field: 'lastName' },
      { code: 'too_long', field: 'firstName' },
    ],
    [{ code: 'empty_row', field: null }],
  ]);
  expect(marks.after(0, { problem: 'mojibake' }, 10)).toEqual([1, 3]);
  expect(marks.after(0, { problem: 'mojibake', field: 'lastName' }, 10)).toEqual([3]);
  expect(marks.after(0, { problem: 'too_long', field: 'lastName' }, 10)).toEqual([]);
  expect(marks.after(1, { problem: 'any' }, 1)).toEqual([3]);
  expect(marks.after(0, { problem: 'empty_row' }, 10)).toEqual([4]);
});

it('distinguishes the many kinds of problems in a file of many columns', () => {
  const kinds = Array.from({ length: 90 }, (_, index) => ({ code: 'too_long', field: `custom:${index}` }));
  const marks = marksOf(kinds.map((kind) => [kind]));
  expect(kinds.map(({ code, field }) => marks.after(0, { problem: code, field }, 10))).toEqual(
    kinds.map((_, index) => [index + 1]),
  );
});
