import { expect, test } from 'vitest';
import { countedOptions } from './countedOptions.ts';

const options = [
  { value: 'DE', label: 'Germany' },
  { value: 'ES', label: 'Spain' },
  { value: 'PT', label: 'Portugal' },
];
const shown = (...given: Parameters<typeof countedOptions>): string[] =>
  countedOptions(...given).map(({ label, leads }) => `${label} ${leads ?? '?'}`);

test('options keep their order until they are counted', () => {
  expect(shown(options, undefined, [])).toEqual(['Germany ?', 'Spain ?', 'Portugal ?']);
});

test('options with most leads come first, and values without leads are listed with 0', () => {
  const values = [
    { value: 'PT', leads: 7 },
    { value: 'ES', leads: 2 },
  ];
  expect(shown(options, { values, isPartial: false }, [])).toEqual(['Portugal 7', 'Spain 2', 'Germany 0']);
});

test('options in an order of their own keep it', () => {
  const counts = { values: [{ value: 'PT', leads: 7 }], isPartial: false };
  expect(shown(options, counts, [], { isInOrder: true })).toEqual(['Germany 0', 'Spain 0', 'Portugal 7']);
});

test('an open-ended filter lists the values of leads, and chosen values that no lead has', () => {
  const values = [{ value: 'vip', leads: 3 }];
  expect(shown([], { values, isPartial: false }, ['old', 'vip'], { isOpenEnded: true })).toEqual(['vip 3', 'old 0']);
  expect(shown([], { values, isPartial: true }, ['old'], { isOpenEnded: true })).toEqual(['vip 3', 'old ?']);
});
