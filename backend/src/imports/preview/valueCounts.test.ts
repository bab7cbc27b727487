import { expect, test } from 'vitest';
import type { JudgedRow } from '../types.ts';
import { createJudge } from '../values/createJudge.ts';
import { plan } from '../values/fixtures/judgeRow.ts';
import { createValueCounts } from './valueCounts.ts';

const own = plan({ targets: ['email', 'countryCode', 'doNotContact'] });
const email = 'ana@example.org';

const rowsOf = (cells: readonly string[][], with_ = own): JudgedRow[] => {
  const judge = createJudge(with_);
  return cells.map((row, index) => judge({ row: index + 1, line: index + 2, cells: row, fault: null }));
};

function count(cells: readonly string[][], with_ = own) {
  const counts = createValueCounts(with_);
  for (const row of rowsOf(cells, with_)) counts.add(row);
  return counts;
}

test('a value whose first row can’t be imported is read from a later row', () => {
  const counts = count([
    ['no address', 'Spain', 'yes'],
    [email, 'Spain', 'maybe'],
    [email, 'Spain', 'no'],
    ['no address', 'Narnia', 'yes'],
  ]);
  expect(counts.read('countryCode').values).toEqual([
    { value: 'Narnia', count: 1, problem: 'unknown_country', readAs: null },
    { value: 'Spain', count: 3, problem: null, readAs: 'ES' },
  ]);
  expect(counts.read('doNotContact').values).toEqual([
    { value: 'maybe', count: 1, problem: 'unclear_yes_no', readAs: null },
    { value: 'yes', count: 2, problem: null, readAs: null },
    { value: 'no', count: 1, problem: null, readAs: 'false' },
  ]);
});

test('rows whose cells are in the wrong columns are not counted', () => {
  expect(count([[email, 'Acme', 'Inc.', 'Spain', 'x']]).read('countryCode').values).toEqual([]);
});

test('values are judged without corrections, so that the list stays', () => {
  const fixes = [{ code: 'unknown_country', field: 'countryCode', value: 'ES' } as const];
  const counts = count([[email, 'Narnia', '']], { ...own, fixes });
  expect(counts.read('countryCode').values).toMatchObject([{ value: 'Narnia', problem: 'unknown_country' }]);
});

test('of very many values the first thousand are counted one by one', () => {
  const counts = count(Array.from({ length: 1_003 }, (_, index) => [email, `Place ${index}`, '']));
  expect(counts.read('countryCode')).toMatchObject({ others: 3, blank: 0 });
  expect(counts.read('countryCode').values).toHaveLength(1_000);
});

test('a column that is not mapped has no values', () => {
  expect(count([[email]], plan({ targets: ['email'] })).read('countryCode')).toEqual({
    values: [],
    blank: 0,
    others: 0,
  });
});
