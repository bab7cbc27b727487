import { expect, test } from 'vitest';
import { paceLabels, paceTitle } from './pace.ts';

test('a span is named by its minutes', () => {
  expect([paceTitle(1), paceTitle(10)]).toEqual(['Leads done per minute', 'Leads done per 10 minutes']);
});

test('labels have the day only if there are several, and are never equal', () => {
  const [one, two] = paceLabels(['2026-05-03T10:00:00.000Z', '2026-05-03T10:01:00.000Z'], 'en-US');
  expect([one, two].map((label) => /May/u.test(label ?? ''))).toEqual([false, false]);
  const labels = paceLabels(['2026-05-03T10:00:00.000Z', '2026-05-05T10:00:00.000Z'], 'en-US');
  expect(labels.every((label) => label.startsWith('May'))).toBe(true);
  const same = paceLabels(['2026-05-03T10:00:00.000Z', '2026-05-03T10:00:01.000Z'], 'en-US');
  expect(new Set(same).size).toBe(2);
});
