import { expect, test } from 'vitest';
import { labelsInWords } from './labelsInWords.ts';

test.each([
  [['Account ID'], 'an account ID'],
  [['API key'], 'an API key'],
  [['Tenant', 'Organization'], 'a tenant and an organization'],
  [['User name'], 'a user name'],
  [['URL of the instance'], 'a URL of the instance'],
  [['Upper limit'], 'an upper limit'],
])('%j in words: %s', (labels, words) => {
  expect(labelsInWords(labels)).toBe(words);
});
