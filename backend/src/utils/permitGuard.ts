import { longestGuardMs } from './permitStore.ts';

/** How much longer than the window a rate slot is busy, in two shares. */
export interface Guard {
  /** A call may be sent until so long after its grant. */
  localShareMs: number;
  /** For the way to the provider: two calls may come so much closer to each other there. */
  wireShareMs: number;
}

export interface PermitGuard {
  /** For a permit taken now. */
  current(): Guard;
  /** A call was ready to be sent so long after its grant. */
  note(delayMs: number): void;
}

const shortestLocalShareMs = 15;
const shortestWireShareMs = 25;
const longestLocalShareMs = (longestGuardMs * 2) / 3;
const firstLocalShareMs = 90;
const margin = 1.5;
const delaysKept = 200;
const delaysNeeded = 5;

/**
 * A call reaches the provider later than its permit was granted, and not every call equally late: the guard keeps the
 * next call of the same rate slot that much further away. It follows the measured delays from grant to wire: the local
 * share is 1.5 times the 99th percentile of the last 200, between 15 and 166 ms (90 ms until 5 are known). The way itself
 * can't be measured from here, but what delays a call on this machine delays it there as well: its share is half the local
 * one, and at least 25 ms. A call that is later than its local share is not sent, so a wrong guess costs a permit, never
 * the limit.
 */
export function permitGuard(): PermitGuard {
  const delays: number[] = [];
  let guard = guardOf(firstLocalShareMs);
  return {
    current: () => guard,
    note(delayMs) {
      delays.push(delayMs);
      if (delays.length > delaysKept) delays.shift();
      if (delays.length < delaysNeeded) return;
      const sorted = delays.toSorted((a, b) => a - b);
      guard = guardOf((sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0) * margin);
    },
  };
}

function guardOf(wishedMs: number): Guard {
  const localShareMs = Math.floor(Math.min(longestLocalShareMs, Math.max(shortestLocalShareMs, wishedMs)));
  return { localShareMs, wireShareMs: Math.max(shortestWireShareMs, Math.ceil(localShareMs / 2)) };
}
