import { expect, test } from 'vitest';
import { bulkRows } from './bulkRows.ts';

test('the time to judge a lead depends on its own fields only, not on the fields of other leads', () => {
  expect(customReads(400)).toBe(4 * customReads(100));
});

/** Counts how often custom fields are read while leads with distinct custom fields are judged. */
function customReads(count: number): number {
  let reads = 0;
  const leads = Array.from({ length: count }, (_, n) => {
    const custom = Object.fromEntries(Array.from({ length: 10 }, (_unused, m) => [`Name ${n} ${m}`, 'x']));
    return {
      email: `a${n}@b.example`,
      get custom() {
        reads += 1;
        return custom;
      },
    };
  });
  const judge = bulkRows(leads);
  for (let place = 0; place < count; place += 1) {
    expect(Object.keys(judge(place).lead?.custom ?? {})).toHaveLength(10);
  }
  return reads;
}
