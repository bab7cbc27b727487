import type { LineRecord } from './recordReader.ts';

/** The first line `sep=;` tells Excel the delimiter; it is no row, whatever it is read with. */
export const isSepLine = ({ line, cells: [first = '', ...others] }: LineRecord): boolean =>
  line === 1 && /^sep=.?$/iu.test(first) && others.every((cell) => cell.trim() === '');
