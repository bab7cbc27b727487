import type { ImportTarget } from '@tinygenesy/contract';

const nothing = /^(?:\\N|[-–—_.?]+|#?n\/[ad]|#nv|n\.a\.?|k\.\s?a\.?|s\/d)$/iu;
const nothingInWords = /^(?:\(?(?:null|nil|none|undefined|blank|empty)\)?|nan|na)$/iu;
/** Blank words in a name column. Null, Nan, Na and Nil are names of people, so only spellings of programs count. */
const nothingInAName = /^(?:\(?(?:null|NULL|none|None|NONE|undefined)\)?|NaN|nan)$/u;
const names: ReadonlySet<ImportTarget> = new Set(['firstName', 'lastName', 'fullName']);

/** Returns whether a cell holds a word for "no value": `N/A`, `-`, `NULL`, `\N` of databases … In a country column, `NA` is Namibia. */
export function isBlankWord(text: string, target: ImportTarget): boolean {
  if (text.length > 11) return false;
  if (nothing.test(text)) return true;
  if (names.has(target)) return nothingInAName.test(text);
  return nothingInWords.test(text) && !(target === 'countryCode' && /^na$/iu.test(text));
}

/** Returns whether a text is an error that a spreadsheet writes in place of a value: `#REF!`, `#¡VALOR!`, `#NAME?`. */
export const isSpreadsheetError = (text: string): boolean => /^#[¡\p{Lu}\d/]{2,12}[!?]$/u.test(text);
