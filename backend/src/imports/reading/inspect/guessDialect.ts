import type { ImportDelimiter, ImportDialect } from '@tinygenesy/contract';
import { firstRecords } from '../records/firstRecords.ts';

const looked = { characters: 64 * 1024, records: 200 };

/** Signs of a dialect. Without one it is not tried. */
const signs: [ImportDialect, RegExp][] = [
  ['padded', /[,;\t|][ \t]+"|"[ \t]+(?:[,;\t|\r\n]|$)/u],
  ['backslash', /\\["\\,;\t|\r\n]|(?:^|[,;\t|\r\n])\\N(?:[,;\t|\r\n]|$)/u],
];
/** Cells that only a database writes: no value, without quotes. */
const noValue = /(?:^|[,;\t|\r\n])\\N(?:[,;\t|\r\n]|$)/u;
const strangeEscape = /\\(?!\.[\r\n]|\.$)[^\\"'nrt0bZN,;\t|\r\n]/u;

/**
 * Guesses how cells are written: the dialect whose rows have the fewest faults. `standard` unless another is better.
 * @param text the beginning of a file
 */
export function guessDialect(text: string, delimiter: ImportDelimiter, isWhole: boolean): ImportDialect {
  const beginning = text.slice(0, looked.characters);
  const isAll = isWhole && beginning.length === text.length;
  const possible = signs.flatMap(([dialect, sign]) => (sign.test(beginning) ? [dialect] : []));
  if (possible.length === 0) return 'standard';
  const faultsOf = (dialect: ImportDialect) => countFaults(beginning, delimiter, dialect, isAll);
  const [best] = (['standard', ...possible] as const)
    .map((dialect) => ({ dialect, faults: faultsOf(dialect) - (isOfDatabase(beginning, dialect) ? 0.5 : 0) }))
    .toSorted((one, other) => one.faults - other.faults);
  return best?.dialect ?? 'standard';
}

/** Returns whether only the dialect of databases explains all backslashes of a text. */
const isOfDatabase = (text: string, dialect: ImportDialect): boolean =>
  dialect === 'backslash' && noValue.test(text) && !strangeEscape.test(text.replaceAll('\\\\', ''));

/** Counts rows that can't be read or have an unusual number of cells, and cells with a quotation mark at an end. */
function countFaults(text: string, delimiter: ImportDelimiter, dialect: ImportDialect, isAll: boolean): number {
  const records = firstRecords(text, { delimiter, dialect }, isAll, looked.records);
  const widths = new Map<number, number>();
  for (const { cells } of records) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  const unusual = records.length - Math.max(0, ...widths.values());
  const broken = records.filter(({ fault }) => fault !== null).length;
  const quoted = records.flatMap(({ cells }) => cells).filter((cell) => /^\s*"./u.test(cell)).length;
  return broken * 2 + unusual + quoted;
}
