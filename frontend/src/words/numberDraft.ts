import { money } from './money.ts';
import { count } from './numbers.ts';
import { readNumber, typedNumber } from './readNumber.ts';

/** Content of a number field: the typed text, and the number that it means. */
export interface NumberDraft {
  text: string;
  /** In the stored unit (micro-units, milliseconds, pieces); null when the field is blank or has an error. */
  value: number | null;
  /** Error as a sentence; null when the value may be saved. */
  error: string | null;
}

/** Range that a field accepts, in the stored unit. */
export interface Bounds {
  min: number;
  max: number;
  /** Accepts a blank field. */
  optional?: boolean;
}

interface Unit {
  /** Stored units in one typed unit. */
  perTyped: number;
  /** Whether the value can be stored exactly. */
  isExact(stored: number): boolean;
  /** Error for a value that can't be stored exactly. */
  inexact: string;
  words(stored: number): string;
  example: string;
}

/** Reads an amount of money, typed in units of the currency and stored in micro-units. */
export const readMoney = (text: string, bounds: Bounds, currency: string, locale?: string): NumberDraft =>
  readIn(
    {
      perTyped: 1_000_000,
      isExact: Number.isInteger,
      inexact: 'At most six digits after the decimal separator.',
      words: (micros) => money(micros, currency, locale),
      example: typedNumber(12.5, locale),
    },
    text,
    bounds,
    locale,
  );

/** Reads a whole number. */
export const readWhole = (text: string, bounds: Bounds, locale?: string): NumberDraft =>
  readIn(
    {
      perTyped: 1,
      isExact: Number.isInteger,
      inexact: 'Whole numbers only.',
      words: (value) => count(value, locale),
      example: '12',
    },
    text,
    bounds,
    locale,
  );

/** Reads a duration, typed in seconds and stored in milliseconds. */
export const readDuration = (text: string, bounds: Bounds, locale?: string): NumberDraft =>
  readIn(
    {
      perTyped: 1_000,
      isExact: Number.isInteger,
      inexact: 'At most three digits after the decimal separator.',
      words: (ms) => `${typedNumber(ms / 1_000, locale)} s`,
      example: typedNumber(2.5, locale),
    },
    text,
    bounds,
    locale,
  );

/** Returns the unchanged draft of a stored value. */
export const draftOf = (stored: number | null, perTyped: number, locale?: string): NumberDraft => ({
  text: stored === null ? '' : typedNumber(stored / perTyped, locale),
  value: stored,
  error: null,
});
export const moneyDraft = (micros: number | null, locale?: string): NumberDraft => draftOf(micros, 1_000_000, locale);
export const wholeDraft = (value: number | null, locale?: string): NumberDraft => draftOf(value, 1, locale);
export const durationDraft = (ms: number | null, locale?: string): NumberDraft => draftOf(ms, 1_000, locale);

function readIn(unit: Unit, text: string, { min, max, optional = false }: Bounds, locale?: string): NumberDraft {
  const refused = (error: string): NumberDraft => ({ text, value: null, error });
  const read = readNumber(text, locale);
  if (read.kind === 'blank') return optional ? { text, value: null, error: null } : refused('Enter a number.');
  if (read.kind === 'unclear') return refused(`Enter a number such as ${unit.example}.`);
  const exact = read.value * unit.perTyped;
  const stored = Math.round(exact);
  // Allows for the rounding error of floating-point fractions.
  if (!unit.isExact(read.value) && Math.abs(exact - stored) > 1e-6 * Math.max(1, Math.abs(exact)))
    return refused(unit.inexact);
  if (stored < min) return refused(`At least ${unit.words(min)}.`);
  if (stored > max) return refused(`At most ${unit.words(max)}.`);
  return { text, value: stored, error: null };
}
