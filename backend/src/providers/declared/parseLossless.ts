import { parse } from 'lossless-json';

/**
 * Parses JSON; undefined for anything else. An integer that a double can't hold becomes its digits as text, so that a
 * 64-bit id or a long phone number keeps every digit. Of two equal keys the last is kept, as `JSON.parse` does.
 */
export function parseLossless(text: string): unknown {
  try {
    return parse(text, null, { parseNumber: numberOf, onDuplicateKey: ({ newValue }) => newValue });
  } catch {
    // A SyntaxError, or a RangeError of an absurdly deep document.
    return undefined;
  }
}

function numberOf(text: string): number | string {
  const number = Number(text);
  return /^-?\d+$/u.test(text) && !Number.isSafeInteger(number) ? text : number;
}
