import { type ImportDelimiter, importDelimiters } from '@tinygenesy/contract';
import { targetOfName } from '../../mapping/targetOfName.ts';
import { firstRecords } from '../records/firstRecords.ts';
import { findTable } from './findTable.ts';
import { guessDialect } from './guessDialect.ts';

const looked = { characters: 64 * 1024, records: 200 };

export interface DelimiterGuess {
  value: ImportDelimiter;
  /** 0 to 1; 1 when a first line `sep=` names the delimiter. */
  confidence: number;
}

/**
 * Guesses the delimiter. A first line `sep=` names it. Otherwise it is the one that gives rows of equal length and
 * known column names, with quotes respected. A file of one column gets a comma.
 * @param text the beginning of a file
 * @param isWhole whether the text is the whole file
 */
export function guessDelimiter(text: string, isWhole: boolean): DelimiterGuess {
  const told = /^"?sep=(.)/iu.exec(text)?.[1];
  const sep = importDelimiters.find((delimiter) => delimiter === told);
  if (sep) return { value: sep, confidence: 1 };
  const beginning = text.slice(0, looked.characters);
  const isAll = isWhole && beginning.length === text.length;
  const scored = importDelimiters.map((delimiter) => ({ delimiter, score: scoreOf(beginning, delimiter, isAll) }));
  const [best, second] = scored.toSorted((one, other) => other.score - one.score);
  if (!best || !second || best.score === 0) return { value: ',', confidence: 0.5 };
  return { value: best.delimiter, confidence: Math.min(0.99, best.score / (best.score + second.score)) };
}

/** Returns a score from 0 (no row has two cells) to 2 (all rows have equally many cells, all columns are known). */
function scoreOf(text: string, delimiter: ImportDelimiter, isAll: boolean): number {
  const dialect = guessDialect(text, delimiter, isAll);
  const records = firstRecords(text, { delimiter, dialect }, isAll, looked.records);
  const rows = records.map(({ cells }) => cells);
  const header = rows[findTable(records)] ?? [];
  const lengths = rows.map(({ length }) => length);
  const usual = mostFrequent(lengths);
  if (usual < 2) return 0;
  const alike = lengths.filter((length) => length === usual).length / lengths.length;
  const named = header.filter((cell) => targetOfName(cell) !== null).length / header.length;
  // A cell that begins with a quote is misread: the real delimiter follows the closing quote.
  const cells = rows.flat();
  const misread = cells.filter((cell) => /^"./u.test(cell)).length / cells.length;
  const width = Math.min(1, 0.5 + usual / 8);
  return alike ** 2 * (header.length === usual ? 1 : 0.5) * width * (1 - misread) + (header.length > 1 ? named : 0);
}

function mostFrequent(numbers: number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].toSorted(([one, often], [other, oftener]) => oftener - often || other - one)[0]?.[0] ?? 0;
}
