import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for `work`, at most `ms` and at most until `stop`. Leaves no timer and no listener behind, so that any number of
 * chunks can wait beside each other under one `stop`.
 * @returns false if the wait ended first
 */
export async function waitAtMost<T>(work: Promise<T>, ms: number, stop: AbortSignal): Promise<T | false> {
  const answered = new AbortController();
  const signal = AbortSignal.any([stop, answered.signal]);
  try {
    return await Promise.race([work, delay(ms, false as const, { signal }).catch(() => false as const)]);
  } finally {
    answered.abort();
  }
}
