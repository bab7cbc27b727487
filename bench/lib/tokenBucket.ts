/**
 * The textbook limiter, as a baseline: a token bucket with a steady refill, and a counter of calls in flight. It counts at
 * the grant. It ignores other processes and the delay on the way to the provider.
 */
export function tokenBucket(ratePerSecond: number, maxConcurrent: number) {
  const capacity = Math.max(1, ratePerSecond);
  let tokens = capacity;
  let filledAtMs = performance.now();
  let inFlight = 0;
  return {
    async acquire(untilMs: number): Promise<boolean> {
      while (performance.now() < untilMs) {
        const nowMs = performance.now();
        tokens = Math.min(capacity, tokens + ((nowMs - filledAtMs) / 1_000) * ratePerSecond);
        filledAtMs = nowMs;
        if (tokens >= 1 && inFlight < maxConcurrent) {
          tokens -= 1;
          inFlight += 1;
          return true;
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return false;
    },
    release(): void {
      inFlight -= 1;
    },
  };
}
