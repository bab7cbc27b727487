import type { StopAt } from '@tinygenesy/contract';
import type { ParsedPhone } from '../../phones/phone.ts';

/**
 * Reads the number of an answer from its ledger line. Of an answer with several numbers, a request of a mobile number
 * gets the first mobile one; the others are in `further`.
 */
export function bestPhone(stored: unknown, stopAt: StopAt): ParsedPhone | null {
  if (!isParsedPhone(stored)) return null;
  const { further = [], ...first } = stored;
  const chosen = stopAt === 'any' ? first : [first, ...further].find(({ type }) => type === 'mobile');
  if (chosen === undefined || chosen === first) return stored;
  return { ...chosen, further: [first, ...further.filter((phone) => phone !== chosen)] };
}

const isParsedPhone = (value: unknown): value is ParsedPhone =>
  typeof value === 'object' && value !== null && 'e164' in value && typeof value.e164 === 'string';
