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

/** Removes case, accents and repeated spaces only, as the databases do in the search of job titles and custom fields. */
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

export interface FoldedColumns {
  sortName: string;
  sortEmail: string;
  sortCompany: string;
  searchText: string;
}

/** Builds the columns for sorting and search. Write them with every change of these fields. */
export function foldedColumns(lead: {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  companyName: string | null;
}): FoldedColumns {
  const email = foldText(lead.email ?? '');
  const company = foldText(lead.companyName ?? '');
  const name = foldText(`${lead.firstName ?? ''} ${lead.lastName ?? ''}`);
  return {
    sortName: foldText(`${lead.lastName ?? ''} ${lead.firstName ?? ''}`),
    sortEmail: email,
    sortCompany: company,
    searchText: [name, email, company]
      .filter((field) => field !== '')
      .map((field) => fieldStart + field)
      .join(''),
  };
}
