import type { ImportTarget } from '@tinygenesy/contract';

const nothing = /^(?:[-–—_.?]+|#?n\/[ad]|#nv|n\.a\.?|k\.\s?a\.?|s\/d)$/iu;
const nothingInWords = /^(?:\(?(?:null|nil|none|undefined|blank|empty)\)?|nan|na)$/iu;
/** People are called Null, Nan, Na and Nil; these only programs write. */
const nothingInAName = /^(?:\(?(?:null|NULL|none|None|NONE|undefined)\)?|NaN|nan)$/u;
const names: ReadonlySet<ImportTarget> = new Set(['firstName', 'lastName', 'fullName']);

/** Whether a cell says "nothing here" in words: `N/A`, `-`, `NULL`, … (`NA` is also a country: Namibia). */
export function isBlankWord(text: string, target: ImportTarget): boolean {
  if (text.length > 11) return false;
  if (nothing.test(text)) return true;
  if (names.has(target)) return nothingInAName.test(text);
  return nothingInWords.test(text) && !(target === 'countryCode' && /^na$/iu.test(text));
}

/** `#REF!`, `#¡VALOR!`, `#DIV/0!`, `#NAME?`: what a spreadsheet writes in place of a value. */
export const isSpreadsheetError = (text: string): boolean => /^#[¡\p{Lu}\d/]{2,12}[!?]$/u.test(text);
