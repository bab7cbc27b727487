/** Letters that Unicode does not decompose, with their plain spelling. */
const plainLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

const plainText = /^[ -~]*$/;

/** Normalizes text for sorting and search: no case, no accents, single spaces. */
export function foldText(text: string): string {
  // Most texts, several for each row of a file: nothing to decompose.
  if (plainText.test(text)) return text.toLowerCase().replace(/ {2,}/g, ' ').trim();
  return withoutAccents(text).replace(/[ßæœøłđðþı]/gu, (letter) => plainLetters[letter] ?? letter);
}

/** Removes case, accents and repeated spaces only, as the databases do in the search of job titles, custom fields and tags. */
export const withoutAccents = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();

/** Precedes each field in `searchText`. Folded text never contains this character, so no match spans two fields. */
export const fieldStart = '\n';

/** A search that is written like a phone number: at least three digits, and only what people write between digits. */
const isPhoneSearch = /^[+(]*(?:[\s()./-]*\d){3,}[\s)]*$/u;

/**
 * Returns the pieces of which a lead's text must contain one. A search of three or more characters matches anywhere in
 * name, email, company, job title, phone numbers, custom fields and tags. Two characters match only the start of words, and one
 * character only that of name, email and company. A phone number is found however it is written, also without its country
 * code. No pieces: every lead matches.
 */
export function searchPieces(q: string | undefined): string[] {
  const text = foldText(q ?? '');
  if (text === '') return [];
  if ([...text].length < 3) return [`${fieldStart}${text}`, ` ${text}`];
  if (!isPhoneSearch.test(text)) return [...new Set([text, withoutAccents(q ?? '')])];
  const digits = text.replace(/\D/gu, '');
  // The international prefix 00, and the trunk prefix 0 of a national number.
  const withoutPrefix = digits.replace(/^0{1,2}/u, '');
  return [...new Set([text, digits, ...(withoutPrefix.length >= 3 ? [withoutPrefix] : [])])];
}
