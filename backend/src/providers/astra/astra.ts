import { z } from 'zod';
import { askOverHttp } from '../askOverHttp.ts';
import { email } from '../../leads/leadInput.ts';
import { inputOf } from '../inputOf.ts';
import { phoneInText } from '../../phones/phone.ts';
import type { PhoneProvider } from '../provider.ts';

const answerSchema = z.object({ phoneNmbr: z.string().nullish() });

/** Astra Dialer: lowest match rate, fastest. */
export const astra: PhoneProvider = {
  id: 'astra',
  name: 'Astra',
  needs: ['an e-mail'],
  defaults: {
    position: 2,
    enabled: true,
    ratePerSecond: 10,
    maxConcurrent: 10,
    timeoutMs: 3_000,
    priceMicros: 20_000,
    charge: 'found',
  },
  live: { url: 'https://api.genesy.ai/api/tmp/astraDialer', apiKey: '1234jhgf' },
  input: (lead) => inputOf({ email: { words: 'an e-mail', value: email(lead) } }),
  ask: (input, options) =>
    askOverHttp(
      {
        name: astra.name,
        headers: { apiKey: options.apiKey },
        body: input,
        schema: answerSchema,
        phoneIn: ({ phoneNmbr }) => phoneInText(phoneNmbr, options.countryCode),
      },
      options,
    ),
};
