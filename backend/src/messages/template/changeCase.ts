/** What may stand behind a field's name, as in `{firstName:title}`. */
export const helpers = ['title', 'upper', 'lower'] as const;
export type Helper = (typeof helpers)[number];

/** A value in the case that a helper names. */
export function changeCase(text: string, helper: Helper): string {
  switch (helper) {
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
    case 'title':
      return titleCase(text);
  }
}

/** The first letter of each word, also behind a hyphen, and in names such as O'Neil and D'Angelo. */
const wordStart = /(?<![\p{L}\p{M}\p{N}'’])\p{L}|(?<=(?<![\p{L}\p{M}\p{N}])[odl]['’])\p{L}(?=\p{L}{2})/giu;
/** Most names: there is nothing to look at but their first letter. */
const oneWord = /^\p{L}+$/u;

/** Only what is written all in capitals is taken down first: McDonald stays as people wrote it. */
function titleCase(text: string): string {
  const isShouted = text.length > 1 && text === text.toUpperCase();
  const calm = isShouted ? text.toLowerCase() : text;
  if (!oneWord.test(calm)) return calm.replace(wordStart, (letter) => letter.toUpperCase());
  const first = String.fromCodePoint(calm.codePointAt(0) ?? 0);
  return first.toUpperCase() + calm.slice(first.length);
}
