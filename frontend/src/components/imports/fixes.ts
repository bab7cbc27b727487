import type { ImportFix, ImportMapping, ImportTarget } from '@tinygenesy/contract';
import { countryName } from '../../words/country.ts';
import { targetLabel } from '../../words/import.ts';

const isSamePlace = (a: ImportFix, b: ImportFix): boolean =>
  a.row === b.row &&
  a.code === b.code &&
  a.matches === b.matches &&
  (a.action === 'skip') === (b.action === 'skip') &&
  a.field === b.field;

/** Adds a correction. It replaces an earlier one of the same cells. */
export const addFix = (fixes: readonly ImportFix[], fix: ImportFix): ImportFix[] => [
  ...fixes.filter((known) => !isSamePlace(known, fix)),
  fix,
];

export const removeFix = (fixes: readonly ImportFix[], fix: ImportFix): ImportFix[] =>
  fixes.filter((known) => known !== fix);

/** Removes corrections of cells whose field is no longer mapped. */
export const pruneFixes = (fixes: readonly ImportFix[], mapping: ImportMapping): ImportFix[] => {
  const targets = new Set<ImportTarget | null>(Object.values(mapping));
  const isOfRows = ({ row, matches }: ImportFix): boolean => row === undefined && matches === undefined;
  return fixes.filter((fix) => isOfRows(fix) || fix.field === undefined || targets.has(fix.field));
};

/** Indexes corrections of single cells by `row|field`, so that the grid shows them instead of the file's values. */
export const cellFixes = (fixes: readonly ImportFix[]): ReadonlyMap<string, ImportFix> =>
  new Map(fixes.flatMap((fix) => (fix.row === undefined ? [] : [[`${fix.row}|${fix.field ?? ''}`, fix] as const])));

/** The name of a corrected problem, which the preview no longer describes. */
export const problemWords = (code: string): string => {
  if (code === 'mojibake') return 'Wrongly decoded letters';
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The new value of a correction, as its field shows it. */
const valueWords = ({ field, value = '' }: ImportFix): string =>
  field === 'countryCode' && /^[A-Z]{2}$/u.test(value) ? countryName(value) : value;

/** Describes a correction. `problemText` names an issue code; `lineOf` returns the file line of a row. */
export const fixWords = (
  fix: ImportFix,
  problemText: (code: string) => string,
  lineOf: (row: number) => number | undefined,
): string => {
  const where =
    fix.row === undefined
      ? problemText(fix.code ?? '')
      : lineOf(fix.row) === undefined
        ? `Row ${fix.row}`
        : `Line ${lineOf(fix.row)}`;
  if (fix.matches !== undefined) return `“${fix.matches}” → ${fix.action === 'blank' ? 'empty' : valueWords(fix)}`;
  const cell = fix.field === undefined ? '' : `, ${targetLabel(fix.field)}`;
  if (fix.value !== undefined) return `${where}${cell}: “${valueWords(fix)}”`;
  if (fix.action === 'skip') return `${where}: skipped`;
  return `${where}${cell}: ${fix.action === 'repair' ? 'text repaired' : 'cleared'}`;
};
