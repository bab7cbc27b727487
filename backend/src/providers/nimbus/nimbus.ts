import { z } from 'zod';
import { email, jobTitle } from '../../leads/leadInput.ts';
import { parseNumericPhone } from '../../phones/phone.ts';
import { httpProvider } from '../httpProvider.ts';

/** Nimbus Lookup: new in the market. */
export const nimbus = httpProvider({
  id: 'nimbus',
  name: 'Nimbus',
  defaults: {
    position: 3,
    enabled: true,
    ratePerSecond: 2,
    maxConcurrent: 2,
    timeoutMs: 5_000,
    priceMicros: 50_000,
    charge: 'found',
  },
  // "numbus" is the provider's own spelling.
  live: { url: 'https://api.genesy.ai/api/tmp/numbusLookup', apiKey: '000099998888' },
  fields: {
    email: { label: 'an email', valueOf: email },
    jobTitle: { label: 'a job title', valueOf: jobTitle },
  },
  credentials: (apiKey) => ({ query: { api: apiKey } }),
  /** Without a match the answer has no number: an empty object, nulls, or null in place of the object. */
  schema: z.object({ number: z.number().nullish(), countryCode: z.string().nullish() }).nullable(),
  phoneIn(answer, defaultCountry) {
    if (answer?.number === null || answer?.number === undefined) return null;
    return parseNumericPhone(answer.number, answer.countryCode ?? null, { defaultCountry });
  },
});
