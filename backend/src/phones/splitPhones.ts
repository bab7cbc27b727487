/** Words before the extension of a number, which don't begin another number. */
const extensionWords = String.raw`(?:ext(?:ensi[oó]n|ension|n)?|x|int(?:erno)?|anexo|ramal|poste|durchwahl|dw|nebenstelle|nst|klapka|linka|toestel|tst|app(?:arat)?|wewn?|доб(?:авочный)?|вн|dahili|anknytning|ankn|lokal|alanumero|mell[eé]k|εσωτ(?:ερικό)?|内線|分机|分機|转|轉|내선)`;
const extension = String.raw`${extensionWords}(?!\p{L})`;
/** The extension behind a number, in words that libphonenumber may not know. */
export const extensionAtEnd = new RegExp(
  String.raw`[\s,;(-]*(?:(?<![\p{L}])${extensionWords}|(?<=\d)\s*#|(?<=\d),{1,3})[.:]?\s*#?(\d{1,7})#?\s*\)?\s*$`,
  'iu',
);

/** Separators that never belong to one number. */
const hard =
  /\s*:::\s*|\n+|[|•¦&\\>→、]|;(?!\s*(?:ext|isub|phone-context)\b)|,\s|(?<=\d{7}),(?=\d{7})|,(?=\+)|(?<=[\d)])\s*(?=\+\s?\(?\d)/iu;
/** The numbers of a list: `1) … 2) …`. */
const enumeration = /(?:^|\s)\d{1,2}[.)]\s+(?=[+(]?\d)/u;
/** Another number with a label before it: `… Mobile: +34`, `… or 912345678`. */
const labelled = new RegExp(String.raw`(?<=[\d)])[\s,;]+(?!${extension})(?=\p{L}[\p{L}.\s]*[:.]?\s*[+(]?\d{2})`, 'iu');
/** Separators that also occur within one number: they count between two numbers that are long enough. */
const soft = [/\s+-\s+|\s+\/|\/\s+|\//gu, /\s{2,}/gu, /\s+(?=00[1-9])/gu];

export const digitsIn = (text: string): number => text.replace(/\D/gu, '').length;

/**
 * Splits a text into the parts that may each be a phone number.
 * @param isNumber returns whether a part is certainly one number
 * @returns `hasRest`: a part was left out, because it is a fax number or too short
 */
export function splitPhones(text: string, isNumber: (part: string) => boolean): { parts: string[]; hasRest: boolean } {
  let parts = (isEnumeration.test(text) ? text.split(enumeration) : [text])
    .flatMap((part) => part.split(hard))
    .flatMap((part) => part.split(labelled))
    .flatMap((part) => numbersIn(part, isNumber) ?? [part]);
  for (const separator of soft) parts = parts.flatMap((part) => splitSoftly(part, separator));
  const whole = withExtensions(parts).filter((part) => digitsIn(part) >= minRest);
  const numbers = whole.filter((part) => digitsIn(part) >= minDigits);
  if (numbers.length === 0) return { parts: [text], hasRest: false };
  const phones = numbers.filter((part) => !fax.test(part));
  const kept = phones.length === 0 ? numbers : phones;
  return { parts: kept, hasRest: kept.length < whole.length };
}

const fax = /^\s*(?:tele)?fax\b|\bfax\W*$/iu;

const isEnumeration = /^\s*1[.)]\s.*\s2[.)]\s/su;

const extensionAtStart = new RegExp(String.raw`^\s*${extension}`, 'iu');
const minDigits = 6;
const minRest = 2;
const minBefore = 7;
const minAfter = 4;
/** Longer texts are not split where only digits tell how. */
const mostDigits = 60;

/**
 * Splits a part into several numbers with little or nothing between them, if each is certainly one; null: it is not.
 * No number has as many digits as two.
 */
function numbersIn(part: string, isNumber: (part: string) => boolean): string[] | null {
  const digits = digitsIn(part);
  if (digits < 2 * minBefore || digits > mostDigits) return null;
  for (const { index } of part.matchAll(/[\s./_-]+/gu)) {
    const [before, after] = [part.slice(0, index), part.slice(index)];
    if (digitsIn(before) < minBefore || digitsIn(after) < minBefore || extensionAtStart.test(after)) continue;
    if (!isNumber(before)) continue;
    const others = isNumber(after) ? [after] : numbersIn(after, isNumber);
    if (others !== null) return [before, ...others];
  }
  return null;
}

function splitSoftly(part: string, separator: RegExp): string[] {
  for (const { index, 0: found } of part.matchAll(separator)) {
    const before = part.slice(0, index);
    const after = part.slice(index + found.length);
    const isSlash = found.includes('/');
    if (digitsIn(before) >= minBefore && digitsIn(after) >= (isSlash ? minAfter : minDigits)) {
      return [before, ...splitSoftly(after, separator)];
    }
  }
  return [part];
}

/** Puts an extension back behind its number: `202-555-0124; ext. 12`. */
function withExtensions(parts: readonly string[]): string[] {
  const whole: string[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last !== undefined && extensionAtStart.test(part)) whole[whole.length - 1] = `${last} ${part}`;
    else whole.push(part);
  }
  return whole;
}
