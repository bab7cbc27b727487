import { expect, test } from 'vitest';
import { permitGuard } from './permitGuard.ts';
import { longestGuardMs } from './permitStore.ts';

const sum = ({ localShareMs, wireShareMs }: { localShareMs: number; wireShareMs: number }) =>
  localShareMs + wireShareMs;

function after(delaysMs: number[]) {
  const guard = permitGuard();
  for (const delayMs of delaysMs) guard.note(delayMs);
  return guard.current();
}

test('a fresh process assumes a guard of more than a tenth of a second', () => {
  expect(sum(permitGuard().current())).toBeGreaterThanOrEqual(120);
});

test('a quiet machine gets a short guard, never without the share of the way', () => {
  expect(after(Array.from({ length: 50 }, () => 2))).toEqual({ localShareMs: 15, wireShareMs: 25 });
});

test('a busy machine gets a long guard, with a longer share of the way, up to the longest', () => {
  expect(after(Array.from({ length: 50 }, () => 60))).toEqual({ localShareMs: 90, wireShareMs: 45 });
  expect(sum(after(Array.from({ length: 50 }, () => 5_000)))).toBeLessThanOrEqual(longestGuardMs);
});

test('one late call in fifty counts, and is forgotten after two hundred', () => {
  const quiet = Array.from({ length: 49 }, () => 2);
  expect(after([...quiet, 40]).localShareMs).toBe(60);
  expect(after([40, ...Array.from({ length: 200 }, () => 2)]).localShareMs).toBe(15);
});
