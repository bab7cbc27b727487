import type { RateWindow } from '../utils/permitWindow.ts';

const spans: readonly (readonly [seconds: number, one: string, many: string])[] = [
  [86_400, 'a day', 'days'],
  [3_600, 'an hour', 'hours'],
  [60, 'a minute', 'minutes'],
];

/** A window in words: `1,500 calls a day`, `10 calls in 2 seconds`. */
export function windowWords([calls, seconds]: RateWindow): string {
  const count = `${calls.toLocaleString('en-US')} ${calls === 1 ? 'call' : 'calls'}`;
  const exact = spans.find(([length]) => length === seconds);
  if (exact !== undefined) return `${count} ${exact[1]}`;
  const [length, , many] = spans.find(([length]) => seconds % length === 0) ?? [1, '', 'seconds'];
  return `${count} in ${seconds / length} ${many}`;
}
