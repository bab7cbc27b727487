import { expect, test } from 'vitest';
import { permitGuard } from './permitGuard.ts';
import { longestGuardMs } from './permitStore.ts';

const delays = (count: number, delayMs: number) => Array.from({ length: count }, () => delayMs);

function after(delaysMs: number[], stallMs = 0) {
  const guard = permitGuard(() => stallMs);
  for (const delayMs of delaysMs) guard.note(delayMs);
  return guard.current();
}

test('a new process starts with a guard of more than 100 ms', () => {
  const { localShareMs, wireShareMs } = after([]);
  expect(localShareMs + wireShareMs).toBeGreaterThan(100);
});

test('a quiet machine gets a short guard with both shares', () => {
  expect(after(delays(50, 2))).toEqual({ localShareMs: 15, wireShareMs: 25 });
});

test('late calls extend the local share up to its maximum', () => {
  expect(after(delays(50, 60)).localShareMs).toBe(90);
  const { localShareMs, wireShareMs } = after(delays(50, 5_000), 5_000);
  expect(localShareMs + wireShareMs).toBe(longestGuardMs);
});

test('a stalled process extends the wire share', () => {
  expect(after(delays(50, 2), 60)).toEqual({ localShareMs: 15, wireShareMs: 90 });
});

test('one late call in fifty counts, and no longer counts after a hundred calls', () => {
  expect(after([...delays(49, 2), 40]).localShareMs).toBe(60);
  expect(after([40, ...delays(100, 2)]).localShareMs).toBe(15);
});

test('stalls of the process are measured', async () => {
  const guard = permitGuard();
  guard.current();
  await new Promise((resolve) => setTimeout(resolve, 60));
  const until = performance.now() + 110;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(guard.current().wireShareMs).toBeGreaterThanOrEqual(100);
});
