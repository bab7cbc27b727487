import { emailSchema } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { readEmail } from './readEmail.ts';

const addresses: [text: string, email: string][] = [
  ['ana@acme.es', 'ana@acme.es'],
  ['Ana.PÉREZ+x@Acme.ES', 'ana.pérez+x@acme.es'],
  ['cafe\u0301@acme.es', 'caf\u00e9@acme.es'],
  ['mailto:ana@acme.es', 'ana@acme.es'],
  ['mailto:ana@acme.es?subject=Hi', 'ana@acme.es'],
  ['Ana <ana@acme.es>', 'ana@acme.es'],
  ['"Pérez, Ana" <Ana@acme.es>', 'ana@acme.es'],
  ['<ana@acme.es>', 'ana@acme.es'],
  ['ana@acme.es.', 'ana@acme.es'],
  ['ana@acme.es,', 'ana@acme.es'],
  ['a\u200bna@acme.es', 'ana@acme.es'],
  ['ana@\u202aacme.es', 'ana@acme.es'],
  ["o'neil@acme.ie", "o'neil@acme.ie"],
  ["'ana@acme.es", 'ana@acme.es'],
  ['[ana@acme.es](mailto:ana@acme.es)', 'ana@acme.es'],
  ['josé@münchen.example', 'josé@münchen.example'],
  ['ana@xn--mnchen-3ya.example', 'ana@xn--mnchen-3ya.example'],
  ['用户@例子.公司', '用户@例子.公司'],
  ['a_b-c@sub.acme.co.uk', 'a_b-c@sub.acme.co.uk'],
];
test.each(addresses)('%s is read as %s', (text, email) => {
  expect(readEmail(text)).toEqual({ email, more: false });
  expect(emailSchema.parse(email)).toBe(email);
});

test.each([
  'a@b.es; c@d.es',
  'a@b.es,c@d.es',
  'a@b.es / c@d.es',
  'a@b.es c@d.es',
  'A <a@b.es>, C <c@d.es>',
  'a@b.es|c@d.es',
])('the first of several addresses is read: %s', (text) => {
  expect(readEmail(text)).toEqual({ email: 'a@b.es', more: true });
});

test.each([
  'ana',
  'acme.es',
  'ana at acme.es',
  'ana(at)acme.es',
  'ana@acme',
  'ana@',
  '@acme.es',
  'ana@@acme.es',
  'ana@acme..es',
  '.ana@acme.es',
  'ana.@acme.es',
  'a..na@acme.es',
  'ana perez@acme.es',
  'ana@acme,es',
  'ana@-acme.es',
  'ana@acme-.es',
  'ana@acme.123',
  'ana@[127.0.0.1]',
  `${'a'.repeat(65)}@acme.es`,
  `ana@${'acme.'.repeat(50)}es`,
])('%s is not an address', (text) => {
  expect(readEmail(text)).toBeNull();
});
