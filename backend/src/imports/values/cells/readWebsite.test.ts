import { expect, test } from 'vitest';
import { readWebsite } from './readWebsite.ts';

const hosts: [text: string, host: string][] = [
  ['acme.es', 'acme.es'],
  ['www.acme.co.uk', 'acme.co.uk'],
  ['HTTPS://www.Acme.es/about?x=1#y', 'acme.es'],
  ['http://acme.es:8080', 'acme.es'],
  ['shop.acme.es', 'shop.acme.es'],
  ['münchen.example', 'xn--mnchen-3ya.example'],
];
test.each(hosts)('%s is %s', (text, host) => {
  expect(readWebsite(text)).toEqual({ host, more: false });
});

test('the first of several websites is read', () => {
  expect(readWebsite('acme.es, beta.es')).toEqual({ host: 'acme.es', more: true });
});

test.each([
  'acme',
  'coming soon',
  'http://localhost',
  'linkedin.com/company/acme',
  'https://www.facebook.com/acme',
  '127.0.0.1',
])('%s is not a company website', (text) => {
  expect(readWebsite(text)).toBeNull();
});
