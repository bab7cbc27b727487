import { expect, it } from 'vitest';
import { changedRange } from './rewriteText.ts';

it.each([
  ['Hi {comp', 'Hi {companyName}', { from: 8, to: 8, inserted: 'anyName}' }],
  ['{jobTitel} x', '{jobTitle} x', { from: 7, to: 9, inserted: 'le' }],
  ['aa', 'a', { from: 1, to: 2, inserted: '' }],
  ['same', 'same', { from: 4, to: 4, inserted: '' }],
  // 😀 and 😁 differ in their second code unit only.
  ['x😀y', 'x😁y', { from: 1, to: 3, inserted: '😁' }],
  // 🌀 and 😀 differ in their first code unit only.
  ['x🌀', 'x😀', { from: 1, to: 3, inserted: '😀' }],
])('%j becomes %j by one replacement', (before, next, range) => {
  const found = changedRange(before, next);
  expect(found).toEqual(range);
  expect(before.slice(0, found.from) + found.inserted + before.slice(found.to)).toBe(next);
});
