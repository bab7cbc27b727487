import { expect, it } from 'vitest';
import { sampleReading } from '../testing/samples.ts';
import { canUndo, issuesWords, leftOutCount, matchWords, resultWords, sizeWords, undoneWords } from './import.ts';

it('lists the results of rows, unknown ones too, and omits results without rows', () => {
  expect(resultWords({ created: 1_942, updated: 31, skipped: 0, invalid: 27, sent_back: 1 })).toBe(
    '1,942 created · 31 changed · 27 not imported · 1 sent back',
  );
  expect(resultWords(null)).toBeNull();
  expect(leftOutCount({ created: 5, skipped: 2, invalid: 1 })).toBe(3);
});

it('says which leads an undo kept', () => {
  expect(undoneWords({ removed: 10, kept: 2 })).toBe('10 removed · 2 kept: changed since the import');
  expect(undoneWords({})).toBe('nothing to undo');
});

it('offers an undo only for an import that wrote leads', () => {
  expect(canUndo({ state: 'imported', counts: { created: 1 } })).toBe(true);
  expect(canUndo({ state: 'imported', counts: { invalid: 4 } })).toBe(false);
  expect(canUndo({ state: 'undone', counts: { created: 1 } })).toBe(false);
});

it('says how a column was matched to its field', () => {
  const [mail, land, shoes] = sampleReading().columns;
  if (mail === undefined || land === undefined || shoes === undefined) throw new Error('no columns');
  expect(matchWords(mail, 'email')).toBe('Name, high confidence');
  expect(matchWords(land, 'countryCode')).toBe('Values, medium confidence');
  expect(matchWords(land, null)).toBe('Your choice');
  expect(matchWords(shoes, null)).toBe('No match');
  expect(matchWords({ ...mail, because: 'remembered' }, 'email')).toBe('Your choice last time');
});

it.each([
  [45, '0.1 kB'],
  [812, '0.8 kB'],
  [24_300, '24 kB'],
  [1_340_000, '1.3 MB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes, 'en')).toBe(words);
});

it('names cells with the same problem together', () => {
  const issue = (field: string | null, value: string | null, text: string) =>
    ({ code: 'x', severity: 'warning', field, header: null, value, text }) as const;
  const issues = [
    issue('firstName', 'Zoë', 'This cell is odd.'),
    issue(null, null, 'The row is short.'),
    issue('companyName', 'Noë', 'This cell is odd.'),
    issue('email', null, 'No email.'),
  ];
  expect(issuesWords(issues)).toBe(
    'First name “Zoë”, Company “Noë”: this cell is odd. The row is short. Email: no email.',
  );
});
