const invisible = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const dashes = /[\u2010-\u2015\u2212\u30fc\u2043\ufe63]/gu;

/** Zeros of the decimal digits of other scripts (Unicode general category Nd); NFKC has folded full-width ones. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
  0x17e0, 0x1810,
];

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = zeros.find((start) => code >= start && code < start + 10);
  return zero === undefined ? digit : String(code - zero);
}

/**
 * Returns a text with plain digits, dashes and blanks, and without the marks of other programs: the apostrophe and
 * `="…"` that keep a spreadsheet from calculating, quotation marks, `tel:`, `p:`, links to messengers.
 */
export function plainText(raw: string): string {
  const plain = raw
    .normalize('NFKC')
    .replace(invisible, '')
    .replace(dashes, '-')
    .replace(/·/gu, '.')
    .replace(/[\p{So}\ufe0f]/gu, ' ')
    .replace(/(?![0-9])\p{Nd}/gu, asciiDigit)
    .replace(/<br\s*\/?>|\\[rn]|[\r\u2028\u2029\v\f]/giu, '\n')
    .replace(/<[^<>]*>|&nbsp;/giu, ' ')
    .replace(/&(?:#43|plus);|%2b(?=\d)/giu, '+')
    // Brazil: 0xx11 stands for any carrier before the area code 11.
    .replace(/(?<!\d)0\s?(?:xx|\*\*)\s?(?=\d{2})/giu, '0')
    .replace(/[^\S\n]/gu, ' ')
    .trim();
  const inner = unwrapped(withoutTextMark(plain))
    .replace(/["[\]{}]/gu, ' ')
    .trim();
  return unwrapped(withoutTextMark(inner));
}

/**
 * Removes the apostrophe (in some programs `^` or a backslash) that marks a number as text in a spreadsheet. Other texts
 * are unchanged.
 */
const withoutTextMark = (text: string): string =>
  text.replace(/^['\u2019\u2018`\u00b4^\\]+\s*(?=[=+(]*\d|\p{L}{1,8}:)/u, '');

/** Matches one phone number and nothing else, behind the apostrophe of a spreadsheet. */
const markedNumber = /^\s*['\u2019\u2018`\u00b4]+\s*(?=(?:\D*\d){5})[+(]*\d[\d\s()./+-]*$/u;

/** Removes the apostrophe before a number of at least five digits. Names such as 't Hooft and '90s keep theirs. */
export const withoutNumberMark = (text: string): string =>
  markedNumber.test(text) ? withoutTextMark(text.trim()) : text;

function unwrapped(text: string): string {
  const inner = /^=\s*(?:t\()?"([^"]*)"\)?$/iu.exec(text)?.[1] ?? text.replace(/^=\s*(?=[+\d(])/u, '');
  return (
    inner
      .replace(/^(?:tel|callto|sips?|whatsapp|sms|phone|p)\s*:\s*(?:\/\/)?\s*(?=[+(\d])/iu, '')
      .replace(/^(?:https?:\/\/)?(?:wa\.me|api\.whatsapp\.com\/send\/?\?phone=)\/?\+?(?=\d)/iu, '+')
      .replace(/^(\+?\d{6,15})@[^\s@]+$/u, '$1')
      .replace(/^=\s*hyperlink\(/iu, '')
      // A number that a spreadsheet shows with decimals or with thousands separators.
      .replace(/^(\+?\d[\d ]{5,18}\d)[.,]0{1,2}$/u, '$1')
      .replace(/^(\+?\d{1,3}(?:,\d{3}){2,4})(?:\.0{1,2})?$/u, (_, grouped: string) => grouped.replaceAll(',', ''))
  );
}
