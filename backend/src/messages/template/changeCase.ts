import type { TemplateHelper } from '@tinygenesy/contract';

/** Changes a value's case. */
export function changeCase(text: string, helper: TemplateHelper): string {
  switch (helper) {
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
    case 'title':
      return titleCase(text);
  }
}

/** Matches the first letter of each word, also after a hyphen and in names such as O'Neil and D'Angelo. */
const wordStart = /(?<![\p{L}\p{M}\p{N}'’])\p{L}|(?<=(?<![\p{L}\p{M}\p{N}])[odl]['’])\p{L}(?=\p{L}{2})/giu;
/** Matches a single word, as most names are. */
const oneWord = /^\p{L}+$/u;

/** Capitalizes each word. Lowers only texts in all capitals first, so that McDonald keeps its case. */
function titleCase(text: string): string {
  const isAllCapitals = text.length > 1 && text === text.toUpperCase();
  const lowered = isAllCapitals ? text.toLowerCase() : text;
  if (!oneWord.test(lowered)) return lowered.replace(wordStart, (letter) => letter.toUpperCase());
  const first = String.fromCodePoint(lowered.codePointAt(0) ?? 0);
  return first.toUpperCase() + lowered.slice(first.length);
}
