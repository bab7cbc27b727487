import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Requests pages of leads one after the other until `stop`, to measure how a benchmark's load slows other requests.
 * @returns `stop` returns the milliseconds that each page took
 */
export function watchPages(url: string, everyMs: number): { stop(): Promise<number[]> } {
  const timesMs: number[] = [];
  let stopped = false;
  const requests = (async () => {
    while (!stopped) {
      const startMs = performance.now();
      await (await fetch(`${url}/leads?limit=50`)).arrayBuffer();
      timesMs.push(performance.now() - startMs);
      await sleep(everyMs);
    }
  })();
  // Thrown by `stop`; without it, the error that ended the benchmark would be hidden.
  requests.catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      await requests;
      return timesMs;
    },
  };
}
