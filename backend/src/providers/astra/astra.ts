import { z } from 'zod';
import { email } from '../../leads/leadInput.ts';
import { phoneInText } from '../../phones/phone.ts';
import { httpProvider } from '../httpProvider.ts';

/** Astra Dialer: lowest match rate, fastest. */
export const astra = httpProvider({
  id: 'astra',
  name: 'Astra',
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
  fields: { email: { label: 'an email', valueOf: email } },
  credentials: (apiKey) => ({ headers: { apiKey } }),
  schema: z.object({ phoneNmbr: z.string().nullish() }),
  phoneIn: ({ phoneNmbr }, countryCode) => phoneInText(phoneNmbr, countryCode),
});
