import { expect, it } from 'vitest';
import { emailLink } from './emailLink.ts';

const lead = { email: 'ana@acme.example', doNotContact: false, suppressed: false };

it('opens a mail program with the message', () => {
  expect(emailLink(lead, 'Hi Ana')).toEqual({ href: 'mailto:ana@acme.example?body=Hi%20Ana' });
});

it.each([
  [{ ...lead, email: null }, 'Hi', 'No email: this lead has no email address.'],
  [{ ...lead, doNotContact: true }, 'Hi', 'No email: this lead is marked do-not-contact.'],
  [{ ...lead, suppressed: true }, 'Hi', 'No email: this lead is on the suppression list.'],
  [
    lead,
    'é'.repeat(400),
    'Too long for a mail program: the link can have 2,000 characters, this one has 2,429. Copy the message instead.',
  ],
])('says why %j can’t be written to', (of, message, why) => {
  expect(emailLink(of, message)).toEqual({ why });
});
