import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { latch } from '../../testing/latch.ts';
import { waitAtMost } from './waitAtMost.ts';

test('many chunks wait under one stop without a warning, and leave nothing behind', async () => {
  const warnings: string[] = [];
  const keep = ({ message }: Error): void => void warnings.push(message);
  process.on('warning', keep);
  onTestFinished(() => void process.off('warning', keep));
  const stop = new AbortController();
  const answers = latch();
  const waits = Array.from({ length: 50 }, () => waitAtMost(answers.opened, 60_000, stop.signal));
  await turn();
  answers.open();
  await Promise.all(waits);
  expect(warnings).toEqual([]);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('a wait ends with its time, or at the stop', async () => {
  const never = new Promise<true>(() => undefined);
  const stop = new AbortController();
  expect(await waitAtMost(never, 1, stop.signal)).toBe(false);
  const waiting = waitAtMost(never, 60_000, stop.signal);
  stop.abort();
  expect(await waiting).toBe(false);
});
