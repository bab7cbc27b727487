import { expect, it } from 'vitest';
import { sampleReading } from '../testing/samples.ts';
import { becauseWords, canUndo, fateWords, leftOutCount, sizeWords, undoneWords } from './import.ts';

it('tells the fates of rows, unknown ones too, without those of which there are none', () => {
  expect(fateWords({ created: 1_942, updated: 31, skipped: 0, invalid: 27, sent_back: 1 })).toBe(
    '1,942 created · 31 changed · 27 could not go in · 1 sent back',
  );
  expect(fateWords(null)).toBeNull();
  expect(leftOutCount({ created: 5, skipped: 2, invalid: 1 })).toBe(3);
});

it('says what an undo could not take back', () => {
  expect(undoneWords({ removed: 10, kept: 2 })).toBe('10 removed · 2 kept, because somebody changed them since');
  expect(undoneWords({})).toBe('there was nothing to take back');
});

it('offers an undo only where there is something to take back', () => {
  expect(canUndo({ state: 'imported', counts: { created: 1 } })).toBe(true);
  expect(canUndo({ state: 'imported', counts: { invalid: 4 } })).toBe(false);
  expect(canUndo({ state: 'undone', counts: { created: 1 } })).toBe(false);
});

it('says why a column goes where it goes', () => {
  const [mail, land, shoes] = sampleReading().columns;
  if (mail === undefined || land === undefined || shoes === undefined) throw new Error('no columns');
  expect(becauseWords(mail, 'email')).toBe('Sure, by its name');
  expect(becauseWords(land, 'countryCode')).toBe('Probably, by its values');
  expect(becauseWords(land, null)).toBe('Your choice');
  expect(becauseWords(shoes, null)).toBe('Not recognised');
  expect(becauseWords({ ...mail, because: 'remembered' }, 'email')).toBe('As you chose last time');
});

it.each([
  [45, '0.1 kB'],
  [812, '0.8 kB'],
  [24_300, '24 kB'],
  [1_340_000, '1.3 MB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes, 'en')).toBe(words);
});
