import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { hashInput } from '../hashInput.ts';
import { phoneProviders } from '../registry.ts';
import type { ProviderId } from './flags.ts';
import { countryOfHost, fictionNumber, type FictionNumber } from './fictionNumbers.ts';

/** The interface of one provider: its path, key, input and answers. */
export interface SandboxProvider {
  id: ProviderId;
  path: string;
  apiKey: string;
  keyIn(headers: IncomingHttpHeaders, query: URLSearchParams): string | string[] | null | undefined;
  bodySchema: z.ZodType<Record<string, string>>;
  /** Returns the host whose top-level domain decides the country. */
  hostIn(input: Record<string, string>): string;
  found(number: FictionNumber, dice: Dice): unknown;
  missed(dice: Dice): unknown;
}

const text = z.string().trim().min(1).max(500);
const emailText = text.regex(/^[^\s@]+@[^\s@]+$/u);
const hostOfEmail = (input: Record<string, string>): string => input['email']?.split('@')[1] ?? '';

export const sandboxProviders: readonly SandboxProvider[] = [
  {
    ...addressOf('orion'),
    id: 'orion',
    keyIn: (headers) => headers['x-auth-me'],
    bodySchema: z.strictObject({ fullName: text, companyWebsite: text.regex(/^(?!www\.)[^\s/:]+\.[^\s/:]+$/u) }),
    hostIn: (input) => input['companyWebsite'] ?? '',
    found: (number, dice) => ({ phone: written(number, dice) }),
    missed: () => ({ phone: null }),
  },
  {
    ...addressOf('astra'),
    id: 'astra',
    keyIn: (headers) => headers['apikey'],
    bodySchema: z.strictObject({ email: emailText }),
    hostIn: hostOfEmail,
    found: (number, dice) => ({ phoneNmbr: written(number, dice) }),
    missed: (dice) => (dice('shape') < 0.5 ? { phoneNmbr: null } : {}),
  },
  {
    ...addressOf('nimbus'),
    id: 'nimbus',
    keyIn: (_headers, query) => query.get('api'),
    bodySchema: z.strictObject({ email: emailText, jobTitle: text }),
    hostIn: hostOfEmail,
    found: ({ country, callingCode, national }, dice) => ({
      number: Number(national),
      countryCode: pickOf([country, country.toLowerCase(), `+${callingCode}`, callingCode], dice('shape')),
    }),
    missed: () => ({}),
  },
];

/** Returns a number in [0, 1) for a name. Depends only on the input, so that answers are the same after a restart. */
export type Dice = (question: string) => number;

export function diceOf(provider: ProviderId, input: Record<string, string>): Dice {
  const seed = `${provider}:${hashInput(input)}`;
  return (question) => createHash('sha256').update(`${seed}:${question}`).digest().readUInt32BE() / 2 ** 32;
}

/** Returns the sandbox number for an input. */
export function numberFor(provider: SandboxProvider, input: Record<string, string>, dice: Dice): FictionNumber {
  return fictionNumber(countryOfHost(provider.hostIn(input)), Math.floor(dice('number') * 2 ** 32));
}

/** Formats a number in one of several common ways. */
function written({ callingCode, national }: FictionNumber, dice: Dice): string {
  const dashed = `${callingCode}-${national.replace(/^(\d{3})(\d{3})/u, '$1-$2-')}`;
  return pickOf(
    [`+${callingCode}${national}`, `+${callingCode} ${national}`, `+${dashed}`, `00${dashed}`],
    dice('shape'),
  );
}

function pickOf<T>(choices: readonly [T, ...T[]], fraction: number): T {
  return choices[Math.floor(fraction * choices.length)] ?? choices[0];
}

function addressOf(id: ProviderId): { path: string; apiKey: string } {
  const live = phoneProviders.find((provider) => provider.id === id)?.live;
  if (live === undefined) throw new Error(`no provider ${id} in the registry`);
  return { path: new URL(live.url).pathname, apiKey: live.apiKey };
}
