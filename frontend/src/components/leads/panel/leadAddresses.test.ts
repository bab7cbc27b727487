import { expect, it } from 'vitest';
import { linkedinAddress, mailAddress, phoneAddress, websiteAddress } from './leadAddresses.ts';

it.each([
  ['acme.example', 'https://acme.example/'],
  ['http://acme.example/shop', 'http://acme.example/shop'],
  ['javascript:alert(1)', null],
  ['ftp://acme.example', null],
  ['not a host', null],
  [null, null],
])('links the website %s to %s', (host, address) => {
  expect(websiteAddress(host)).toBe(address);
});

it.each([
  ['https://www.linkedin.com/in/ana', 'https://www.linkedin.com/in/ana'],
  ['linkedin.com/in/ana', 'https://linkedin.com/in/ana'],
  ['data://text/html,x', null],
])('links the profile %s to %s', (url, address) => {
  expect(linkedinAddress(url)).toBe(address);
});

it('calls a number with its extension, and writes to an email with special characters', () => {
  expect(phoneAddress('+34611111111', null)).toBe('tel:+34611111111');
  expect(phoneAddress('+34611111111', '12 a')).toBe('tel:+34611111111,12');
  expect(mailAddress('ana+x?y@acme.example')).toBe('mailto:ana%2Bx%3Fy@acme.example');
});

it.each([
  ['Hi Ana,\n\nyes & no?', 'Hi%20Ana%2C%0D%0A%0D%0Ayes%20%26%20no%3F'],
  ['a\r\nb\rc', 'a%0D%0Ab%0D%0Ac'],
  ['50% + #1 = x', '50%25%20%2B%20%231%20%3D%20x'],
  ['🙂 שלום', '%F0%9F%99%82%20%D7%A9%D7%9C%D7%95%D7%9D'],
  ['half \uD83D', 'half%20%EF%BF%BD'],
])('writes the body %j as RFC 6068 says', (body, written) => {
  expect(mailAddress('ana@acme.example', body)).toBe(`mailto:ana@acme.example?body=${written}`);
});
