import { expect, it } from 'vitest';
import { isSelected, leadSetOf, nothingSelected, select, selectedCount, type Selection } from './selection.ts';

it('selects and deselects leads by id', () => {
  const three = select(nothingSelected, [1, 2, 3], true);
  const two = select(three, [2], false);
  expect(isSelected(two, 1)).toBe(true);
  expect(isSelected(two, 2)).toBe(false);
  expect(selectedCount(two, 500)).toBe(2);
  expect(leadSetOf(two)).toEqual({ leadIds: [1, 3] });
});

it('keeps "all matching leads" as a filter and deselected leads as exceptions', () => {
  const all: Selection = { kind: 'all', filter: { country: ['ES'] }, except: new Set() };
  expect(leadSetOf(all)).toEqual({ filter: { country: ['ES'] } });
  const butTwo = select(all, [4, 9], false);
  expect(selectedCount(butTwo, 12_480)).toBe(12_478);
  expect(leadSetOf(butTwo)).toEqual({ filter: { country: ['ES'] }, exceptIds: [4, 9] });
  expect(leadSetOf(select(butTwo, [4], true))).toEqual({ filter: { country: ['ES'] }, exceptIds: [9] });
});

it('returns null when no lead is selected', () => {
  expect(leadSetOf(nothingSelected)).toBeNull();
});
