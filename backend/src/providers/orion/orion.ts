import { z } from 'zod';
import { companyHost, fullName } from '../../leads/leadInput.ts';
import { phoneInText } from '../../phones/phone.ts';
import { httpProvider } from '../httpProvider.ts';

/** Orion Connect: highest match rate, slow, sometimes fails. */
export const orion = httpProvider({
  id: 'orion',
  name: 'Orion',
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
  fields: {
    fullName: { label: 'a name', valueOf: fullName },
    companyWebsite: { label: 'a company website', valueOf: companyHost },
  },
  credentials: (apiKey) => ({ headers: { 'x-auth-me': apiKey } }),
  schema: z.object({ phone: z.string().nullable() }),
  phoneIn: ({ phone }, countryCode) => phoneInText(phone, countryCode),
});
