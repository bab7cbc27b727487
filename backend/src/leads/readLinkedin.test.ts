import { expect, test } from 'vitest';
import { readLinkedin } from './readLinkedin.ts';

const addresses: [text: string, slug: string][] = [
  ['https://www.linkedin.com/in/ana-perez', 'ana-perez'],
  ['linkedin.com/in/ana', 'ana'],
  ['http://es.linkedin.com/in/Ana-P/?trk=x#y', 'ana-p'],
  ['HTTPS://LinkedIn.com/in/ana/details/experience/', 'ana'],
  ['https://www.linkedin.com/mwlite/in/ana', 'ana'],
  ['https://m.linkedin.com/in/ana', 'ana'],
  ['https://www.linkedin.com//in//ana/', 'ana'],
  ['https://www.linkedin.com/comm/in/ana?midToken=x', 'ana'],
  ['/in/ana', 'ana'],
  ['in/ana/', 'ana'],
  ['https://www.linkedin.com/in/josé', 'jos%C3%A9'],
  ['https://www.linkedin.com/in/jos%c3%a9', 'jos%C3%A9'],
];
test.each(addresses)('%s', (text, slug) => {
  expect(readLinkedin(text)).toBe(`https://www.linkedin.com/in/${slug}`);
});

test.each([
  'ana',
  'https://www.linkedin.com/company/acme',
  'https://www.linkedin.com/in/',
  'https://www.linkedin.com/',
  'https://www.linkedin.com.evil.example/in/ana',
  'https://evil.example/linkedin.com/in/ana',
  'https://www.linkedin.com/in/ana and more',
  `https://www.linkedin.com/in/${'a'.repeat(500)}`,
])('%s is no person’s address', (text) => {
  expect(readLinkedin(text)).toBeNull();
});
