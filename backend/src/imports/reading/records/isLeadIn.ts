import type { LineRecord } from '../../types.ts';

/**
 * Returns whether a row above the header or the first row is skipped: the line `sep=;`, which names the delimiter for
 * Excel, or a row of delimiters only.
 */
export function isLeadIn({ line, cells, fault }: LineRecord): boolean {
  const [first = '', ...others] = cells;
  const isSepLine = line === 1 && /^sep=.?$/iu.test(first);
  return fault === null && (isSepLine || first.trim() === '') && others.every((cell) => cell.trim() === '');
}
