import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { callUntil } from './callUntil.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Listens to the signal of each call like Temporal's client: it never removes its listener. */
const connection = {
  async withAbortSignal<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    const request = { cancel: () => undefined };
    requests.push(new WeakRef(request));
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        request.cancel();
        reject(signal.reason as Error);
      });
    });
    return Promise.race([call(), aborted]);
  },
};
let requests: WeakRef<object>[] = [];

it('keeps nothing of a call that has ended', async () => {
  requests = [];
  const { signal } = new AbortController();
  for (let calls = 0; calls < 20; calls += 1) await callUntil(connection, signal, async () => 'answer');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await nextTurn();
  collectGarbage();
  // The last one may still be on the stack.
  expect(requests.filter((request) => request.deref() !== undefined).length).toBeLessThanOrEqual(1);
});

it('ends a call when its signal is aborted, and begins none after that', async () => {
  const stop = new AbortController();
  const call = callUntil(connection, stop.signal, () => new Promise(() => undefined));
  stop.abort(new Error('The product stops'));
  await expect(call).rejects.toThrow('The product stops');
  await expect(callUntil(connection, stop.signal, async () => 'answer')).rejects.toThrow('The product stops');
});
