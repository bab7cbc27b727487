/**
 * The limiter that one writes first, as a baseline: so many calls at once as the bucket holds, refilled steadily, and a
 * counter for those in flight. It counts at the grant and knows nothing of other processes or of the way to the provider.
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
