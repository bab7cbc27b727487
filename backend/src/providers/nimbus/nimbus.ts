import { z } from 'zod';
import { askOverHttp } from '../askOverHttp.ts';
import { email, jobTitle } from '../../leads/leadInput.ts';
import { inputOf } from '../inputOf.ts';
import { parseNumericPhone } from '../../phones/phone.ts';
import type { PhoneProvider } from '../provider.ts';

/** Without a match the answer has no number: an empty object, nulls, or null in place of the object. */
const answerSchema = z.object({ number: z.number().nullish(), countryCode: z.string().nullish() }).nullable();

/** Nimbus Lookup: new in the market. */
export const nimbus: PhoneProvider = {
  id: 'nimbus',
  name: 'Nimbus',
  needs: ['an e-mail', 'a job title'],
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
  input: (lead) =>
    inputOf({
      email: { words: 'an e-mail', value: email(lead) },
      jobTitle: { words: 'a job title', value: jobTitle(lead) },
    }),
  ask: (input, options) =>
    askOverHttp(
      {
        name: nimbus.name,
        query: { api: options.apiKey },
        body: input,
        schema: answerSchema,
        phoneIn(answer) {
          if (answer?.number === null || answer?.number === undefined) return null;
          return parseNumericPhone(answer.number, answer.countryCode ?? null, {
            defaultCountry: options.countryCode ?? null,
          });
        },
      },
      options,
    ),
};
