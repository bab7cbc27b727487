import type { LineRecord } from '../../types.ts';

/**
 * What stands above the header or the first row and is neither: the line `sep=;`, which tells Excel the delimiter, and
 * rows of nothing but delimiters.
 */
export function isLeadIn({ line, cells, fault }: LineRecord): boolean {
  const [first = '', ...others] = cells;
  const isSepLine = line === 1 && /^sep=.?$/iu.test(first);
  return fault === null && (isSepLine || first.trim() === '') && others.every((cell) => cell.trim() === '');
}
