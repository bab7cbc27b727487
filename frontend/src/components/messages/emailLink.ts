import type { Lead } from '@tinygenesy/contract';
import { mailAddress } from '../leads/panel/leadAddresses.ts';
import { count } from '../../words/numbers.ts';

/** Windows cuts the address that it hands to a mail program a little above this length. */
const maxAddressLength = 2_000;

/** Address that opens a mail program with the message, or why there is none. */
export const emailLink = (
  { email, doNotContact, suppressed }: Pick<Lead, 'email' | 'doNotContact' | 'suppressed'>,
  message: string,
): { href: string } | { why: string } => {
  if (doNotContact) return { why: 'No email: this lead is marked do-not-contact.' };
  if (suppressed) return { why: 'No email: this lead is on the suppression list.' };
  if (email === null) return { why: 'No email: this lead has no email address.' };
  const href = mailAddress(email, message);
  return href.length > maxAddressLength
    ? {
        why: `Too long for a mail program: the link can have ${count(maxAddressLength)} characters, this one has ${count(href.length)}. Copy the message instead.`,
      }
    : { href };
};
