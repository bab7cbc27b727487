import { expect, test } from 'vitest';
import { suggestDomain } from './suggestDomain.ts';

test.each([
  ['gmial.com', 'gmail.com'],
  ['gmai.com', 'gmail.com'],
  ['gmail.con', 'gmail.com'],
  ['gmail.co', 'gmail.com'],
  ['hotmial.com', 'hotmail.com'],
  ['hotmal.es', 'hotmail.es'],
  ['yaho.com', 'yahoo.com'],
  ['outlok.con', 'outlook.com'],
  ['iclod.com', 'icloud.com'],
  ['gmial.con', 'gmail.com'],
  ['acme.con', 'acme.com'],
  ['mail.acme.ogr', 'mail.acme.org'],
])('%s suggests %s', (typed, meant) => {
  expect(suggestDomain(typed)).toBe(meant);
});

test.each(['gmail.com', 'acme.com', 'gmx.net', 'tesla.com', 'mailer.company', 'qq.co', 'web.dev'])(
  '%s gets no suggestion',
  (domain) => {
    expect(suggestDomain(domain)).toBeNull();
  },
);
