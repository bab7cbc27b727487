/** Result of reading a text as a number. `unclear`: the text is no number, or could mean two. */
export type ReadNumber = { kind: 'blank' } | { kind: 'number'; value: number } | { kind: 'unclear' };

/**
 * Reads a number in the notation of a locale, with or without grouping: `1.234,5` is 1234.5 in German. A text with
 * separators of another notation is `unclear`, so that no other number is saved.
 * @param locale a BCP 47 tag; the browser's without it
 */
export function readNumber(text: string, locale?: string): ReadNumber {
  const plain = withPlainDigits(text.trim()).replace(/^[\u2212\u200E\u200F\u061C]*[-\u2212]/u, '-');
  if (plain === '') return { kind: 'blank' };
  const { group, decimal } = separatorsOf(locale);
  const [whole = '', fraction, ...more] = plain.split(decimal);
  const digits = ungrouped(whole, group);
  const isNumber = more.length === 0 && digits !== null && (fraction === undefined || /^\d*$/u.test(fraction));
  if (!isNumber || (digits.replace('-', '') === '' && (fraction ?? '') === '')) return { kind: 'unclear' };
  return { kind: 'number', value: Number(`${digits}.${fraction ?? ''}0`) };
}

/** Formats a number as a person types it in this locale: with its decimal separator, without grouping. */
export const typedNumber = (value: number, locale?: string): string =>
  new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 6 }).format(value);

/** Removes the grouping from the integer part; null: not an integer, or not grouped in a usual way. */
function ungrouped(whole: string, group: RegExp): string | null {
  if (/^-?\d*$/u.test(whole)) return whole;
  const sign = whole.startsWith('-') ? '-' : '';
  const groups = whole.slice(sign.length).split(group);
  const [first = '', ...rest] = groups;
  const last = rest.at(-1);
  // The Indian notation has groups of two digits before the last group.
  const areGroups =
    /^\d{1,3}$/u.test(first) && /^\d{3}$/u.test(last ?? '') && rest.every((one) => /^\d{2,3}$/u.test(one));
  return areGroups ? sign + groups.join('') : null;
}

const spaces = /[ \u00A0\u2009\u202F]/u;
const apostrophes = /['\u2019]/u;

function separatorsOf(locale: string | undefined): { group: RegExp; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(-1_234_567.5);
  const decimal = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  const group = parts.find(({ type }) => type === 'group')?.value ?? '';
  if (group === '' || spaces.test(group)) return { group: spaces, decimal };
  if (apostrophes.test(group)) return { group: apostrophes, decimal };
  return { group: group === '.' ? /\./u : group === ',' ? /,/u : /[\u066C]/u, decimal };
}

/** Converts digits of other scripts to 0–9. In Unicode the ten digits of a script follow one another. */
const withPlainDigits = (text: string): string =>
  text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(valueOfDigit(digit.codePointAt(0) ?? 0)));

function valueOfDigit(codePoint: number): number {
  let zero = codePoint;
  while (codePoint - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return codePoint - zero;
}
