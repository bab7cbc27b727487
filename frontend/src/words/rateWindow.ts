import type { RateWindow } from '@tinygenesy/contract';
import { count } from './numbers.ts';
import { spanWords } from './time.ts';

const spans: Readonly<Record<number, string>> = { 60: 'per minute', 3_600: 'per hour', 86_400: 'per day' };

/** Rate limit in words: `1,500 calls per day`, `10 calls in 2 s`. */
export const windowWords = ([calls, seconds]: RateWindow): string =>
  `${count(calls)} ${calls === 1 ? 'call' : 'calls'} ${spans[seconds] ?? `in ${spanWords(seconds)}`}`;
