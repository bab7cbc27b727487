import type { ImportFix, ImportMapping, ImportTarget } from '@tinygenesy/contract';
import { targetLabel } from '../../words/import.ts';

const isSamePlace = (a: ImportFix, b: ImportFix): boolean =>
  a.row === b.row && a.code === b.code && (a.action === 'skip') === (b.action === 'skip') && a.field === b.field;

/** The corrections with this one, in the place of an earlier one of the same cells. */
export const addFix = (fixes: readonly ImportFix[], fix: ImportFix): ImportFix[] => [
  ...fixes.filter((known) => !isSamePlace(known, fix)),
  fix,
];

export const removeFix = (fixes: readonly ImportFix[], fix: ImportFix): ImportFix[] =>
  fixes.filter((known) => known !== fix);

/** Without those of cells whose column goes nowhere any more. */
export const pruneFixes = (fixes: readonly ImportFix[], mapping: ImportMapping): ImportFix[] => {
  const targets = new Set<ImportTarget | null>(Object.values(mapping));
  return fixes.filter(({ row, field }) => row === undefined || field === undefined || targets.has(field));
};

/** Corrections of single cells, by `row|field`, for drawing them over the file's own. */
export const cellFixes = (fixes: readonly ImportFix[]): ReadonlyMap<string, ImportFix> =>
  new Map(fixes.flatMap((fix) => (fix.row === undefined ? [] : [[`${fix.row}|${fix.field ?? ''}`, fix] as const])));

/** The name of a corrected problem, which the preview no longer describes. */
export const problemWords = (code: string): string => {
  if (code === 'mojibake') return 'Letters that were decoded wrongly';
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A correction in words. `problemText` and `lineOf` tell what a code and a row mean to a person. */
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
  const cell = fix.field === undefined ? '' : `, ${targetLabel(fix.field)}`;
  if (fix.value !== undefined) return `${where}${cell}: “${fix.value}”`;
  if (fix.action === 'skip') return `${where}: left out`;
  return `${where}${cell}: ${fix.action === 'repair' ? 'text repaired' : 'emptied'}`;
};
