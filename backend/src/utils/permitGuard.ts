import { longestGuardMs } from './permitStore.ts';

/** What of every guard is kept for the way to the provider: two calls may come this much closer to each other there. */
export const wireShareMs = 25;

const firstLocalShareMs = 95;
const shortestLocalShareMs = 15;
const longestLocalShareMs = longestGuardMs - wireShareMs;
const margin = 1.5;
const delaysKept = 200;
const delaysNeeded = 20;

export interface PermitGuard {
  /** How long after its grant a call may still be sent, for a permit taken now. */
  localShareMs(): number;
  /** A call was ready to be sent so long after its grant. */
  note(delayMs: number): void;
}

/**
 * The guard keeps a rate slot busy for longer than the window, because a call reaches the provider later than its permit
 * was granted, and not every call equally late. It is `wireShareMs` and a local share that follows the measured delays
 * from grant to wire: 1.5 times the 99th percentile of the last 200, between 15 and 225 ms; 95 ms until 20 are known.
 * A call later than the local share of its own permit is not sent, so a wrong guess costs a permit, never the limit.
 */
export function permitGuard(): PermitGuard {
  const delays: number[] = [];
  let localShareMs = firstLocalShareMs;
  return {
    localShareMs: () => localShareMs,
    note(delayMs) {
      delays.push(delayMs);
      if (delays.length > delaysKept) delays.shift();
      if (delays.length < delaysNeeded) return;
      const sorted = delays.toSorted((a, b) => a - b);
      const high = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
      localShareMs = Math.ceil(Math.min(longestLocalShareMs, Math.max(shortestLocalShareMs, high * margin)));
    },
  };
}
