import { targetOfName } from '../../mapping/targetOfName.ts';

export interface HeaderGuess {
  value: boolean;
  /** 0 to 1. */
  confidence: number;
}

/**
 * Guesses whether the first row is the header: by known column names and by cells that look like values.
 * @param rows the first rows of the file
 */
export function guessHeader([first = [], ...others]: readonly (readonly string[])[]): HeaderGuess {
  const cells = first.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (cells.some(isContact)) return { value: false, confidence: 0.97 };
  const known = cells.filter((cell) => targetOfName(cell) !== null).length;
  if (known >= 2 || (known === 1 && known === cells.length)) return { value: true, confidence: 0.97 };
  if (known === 1) return { value: true, confidence: 0.85 };
  if (cells.some(isNumeric)) return { value: false, confidence: 0.75 };
  const differs = first.some((_, column) => mostAre(others, column, (cell) => isContact(cell) || isNumeric(cell)));
  if (differs) return { value: true, confidence: 0.85 };
  const couldBeNames = others.length > 0 && cells.length === first.length && new Set(cells).size === cells.length;
  return { value: couldBeNames, confidence: 0.5 };
}

function mostAre(rows: readonly (readonly string[])[], column: number, test: (cell: string) => boolean): boolean {
  const cells = rows.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '');
  return cells.length > 0 && cells.filter(test).length > cells.length / 2;
}

/** Returns whether a cell is an email, a phone number or a link, which are never names of columns. */
const isContact = (cell: string): boolean =>
  /^\S+@\S+\.\S+$/u.test(cell) || /^(?:https?:\/\/|www\.)\S/iu.test(cell) || isPhone(cell);

const isPhone = (cell: string): boolean => /^\+?[\d\s()./-]+$/u.test(cell) && cell.replace(/\D/gu, '').length >= 7;
const isNumeric = (cell: string): boolean => /^[-+]?\d[\d.,:/\s-]*%?$/u.test(cell);
