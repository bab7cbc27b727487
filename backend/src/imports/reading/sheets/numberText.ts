/** How a number format shows a number, as far as an import needs to know. */
export type NumberKind = 'plain' | 'date' | 'time' | 'datetime' | DigitFormat;

/** A format whose zeros and signs are part of what a person sees. */
interface DigitFormat {
  digits: string;
  /** The format of numbers above a limit, as for phone numbers with an area code. */
  above?: { limit: number; digits: string };
}

const dayMs = 24 * 60 * 60 * 1_000;
const builtInDates: Record<number, NumberKind> = Object.fromEntries([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58].map((id) => [id, 'date']),
  ...[18, 19, 20, 21, 32, 33, 45, 46, 47].map((id) => [id, 'time']),
  [22, 'datetime'],
]);

/** Returns the kind of a number format of Excel. @param code the format's code; missing: a built-in format */
export function numberKind(id: number, code?: string): NumberKind {
  if (code === undefined) return builtInDates[id] ?? 'plain';
  const [positive = ''] = code.split(';');
  const bare = positive.replaceAll(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/giu, '');
  if (/[ymdhs]/iu.test(bare) && !/[0#?]/u.test(bare.replaceAll(/s\.0+/giu, ''))) {
    const hasDate = /[yd]/iu.test(bare) || /mmm/iu.test(bare);
    const hasTime = /[hs]/iu.test(bare);
    return hasDate && hasTime ? 'datetime' : hasTime ? 'time' : 'date';
  }
  const digits = digitsOf(positive);
  const [, limit] = /^\[<=?(\d+)\]/u.exec(positive) ?? [];
  const above = limit === undefined ? null : digitsOf(code.split(';')[1] ?? '');
  if (digits === null) return 'plain';
  return above === null ? { digits } : { digits, above: { limit: Number(limit), digits: above } };
}

/**
 * Returns the digits and signs of a format; null: it only shows a number. In `00000`, in phone numbers such as
 * `+00 000 0000000` and in `"KD-"00000`, the zeros and signs are part of what a person sees.
 */
function digitsOf(section: string): string | null {
  const bare = section.replaceAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/gu, '');
  const literal = section.replaceAll(/"([^"]*)"|\\(.)|_.|\*./gu, '$1$2').replaceAll(/\[[^\]]*\]/gu, '');
  if (!/^[-+() /\d#]*$/u.test(bare) || /[.,%]/u.test(literal)) return null;
  const isOfDigits = /^[-+() /\d#]+$/u.test(literal) && /0{2}|[-+() /]/u.test(literal);
  return isOfDigits || /0{2}/u.test(bare) ? literal : null;
}

/**
 * Returns the text of a number as a person sees it in the sheet: dates as ISO text, all digits of long numbers.
 * @param written the number as in the file
 */
export function numberText(written: string, kind: NumberKind, isFrom1904: boolean): string {
  const number = Number(written);
  if (written.trim() === '' || !Number.isFinite(number)) return written;
  if (kind === 'plain' || number < 0) return plainNumber(written, number);
  if (typeof kind === 'object')
    return Number.isInteger(number)
      ? filled(String(BigInt(number)), formatOf(kind, number))
      : plainNumber(written, number);
  return dateText(number, kind, isFrom1904) ?? plainNumber(written, number);
}

const formatOf = ({ digits, above }: DigitFormat, number: number): string =>
  above !== undefined && number > above.limit ? above.digits : digits;

function plainNumber(written: string, number: number): string {
  if (/^-?\d+$/u.test(written)) return written;
  if (Number.isInteger(number) && Math.abs(number) < 1e21) return String(BigInt(number));
  const text = String(Number(number.toPrecision(15)));
  return text.includes('e') ? written : text;
}

/** Fills the digits of a number into a format, from the right. */
function filled(digits: string, format: string): string {
  let rest = digits;
  let text = '';
  for (let at = format.length - 1; at >= 0; at -= 1) {
    const sign = format[at] ?? '';
    if (sign !== '0' && sign !== '#') text = sign + text;
    else if (rest !== '') {
      text = (rest.at(-1) ?? '') + text;
      rest = rest.slice(0, -1);
    } else if (sign === '0') text = `0${text}`;
    // Digits that the format has no place for stand before its first one.
    if (rest !== '' && !/[0#]/u.test(format.slice(0, at))) {
      text = rest + text;
      rest = '';
    }
  }
  return text;
}

function dateText(serial: number, kind: 'date' | 'time' | 'datetime', isFrom1904: boolean): string | null {
  // Excel counts a 29 February 1900, which never was.
  const first = isFrom1904 ? Date.UTC(1904, 0, 1) : serial < 61 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  const date = new Date(first + Math.round((serial * dayMs) / 1_000) * 1_000);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) return null;
  const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
  if (kind === 'time') return serial < 1 ? time : null;
  return kind === 'date' || time === '00:00:00' ? day : `${day} ${time}`;
}
