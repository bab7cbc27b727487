import { z } from 'zod';
import { askOverHttp } from '../askOverHttp.ts';
import { companyHost, fullName } from '../../leads/leadInput.ts';
import { inputOf } from '../inputOf.ts';
import { phoneInText } from '../../phones/phone.ts';
import type { PhoneProvider } from '../provider.ts';

const answerSchema = z.object({ phone: z.string().nullable() });

/** Orion Connect: highest match rate, slow, sometimes fails. */
export const orion: PhoneProvider = {
  id: 'orion',
  name: 'Orion',
  needs: ['a name', 'a company website'],
  defaults: {
    position: 1,
    enabled: true,
    ratePerSecond: 5,
    maxConcurrent: 3,
    timeoutMs: 10_000,
    priceMicros: 100_000,
    charge: 'found',
  },
  live: { url: 'https://api.genesy.ai/api/tmp/orionConnect', apiKey: 'mySecretKey123' },
  input: (lead) =>
    inputOf({
      fullName: { words: 'a name', value: fullName(lead) },
      companyWebsite: { words: 'a company website', value: companyHost(lead) },
    }),
  ask: (input, options) =>
    askOverHttp(
      {
        name: orion.name,
        headers: { 'x-auth-me': options.apiKey },
        body: input,
        schema: answerSchema,
        phoneIn: ({ phone }) => phoneInText(phone, options.countryCode),
      },
      options,
    ),
};
