import { expect, test } from 'vitest';
import { recheckPlan } from './recheckPlan.ts';

test('an unknown address is checked again after half an hour, then after growing delays, for at most a day', () => {
  const since = new Date('2026-05-03T10:00:00Z');
  const at: string[] = [];
  let now = since;
  for (let tries = 0; ; tries += 1) {
    const next = recheckPlan(since, tries, now);
    if (next === null) break;
    at.push(next.toISOString().slice(11, 16));
    now = next;
  }
  expect(at).toEqual(['10:30', '11:30', '13:30', '17:30', '01:30']);
});
