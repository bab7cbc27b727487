import { monitorEventLoopDelay } from 'node:perf_hooks';
import { longestGuardMs } from './permitStore.ts';

/** How much longer than the window a rate slot is busy, in two shares. */
export interface Guard {
  /** A call may be sent until so long after its grant. */
  localShareMs: number;
  /** For the way to the provider: two calls may come so much closer to each other there. */
  wireShareMs: number;
}

/** Nothing is sent later than this after its permit was granted. */
export const longestWayToWireMs = 600;

const localShare = { firstMs: 200, shortestMs: 15, longestMs: longestWayToWireMs, margin: 1.5 };
const wireShare = { shortestMs: 25, longestMs: longestGuardMs - localShare.longestMs, margin: 1.5 };
const delaysKept = 100;
const delaysNeeded = 5;
const stallsKeptMs = 5_000;
const stallResolutionMs = 20;
/** A process that starts up makes its machine busy, and has seen nothing yet. */
const firstStallMs = 40;

/**
 * A call reaches the provider later than its permit was granted, and not every call equally late: the guard keeps the
 * next call of the same rate slot that much further away.
 *
 * The local share follows the measured delays from grant to wire: 1.5 times the 99th percentile of the last 100, between
 * 15 and 600 ms (at least 200 ms until 5 are known). A call that is later is not sent, so a wrong guess costs a permit, never the
 * limit; and a long share costs little, because its unused rest is cut off when the call has ended.
 *
 * The way itself can't be measured from here. But what keeps this process from running keeps the next one on the way
 * from it as well: the wire share is 1.5 times the longest that this process was held up in the last 5 to 10 s, at least
 * a quarter of the local share, between 25 and 120 ms.
 */
export function permitGuard(longestStallMs: () => number = longestStallOfProcessMs) {
  const delays: number[] = [];
  let localShareMs = localShare.firstMs;
  return {
    /** The guard of a permit that is taken now. */
    current: (): Guard => ({
      localShareMs,
      wireShareMs: Math.ceil(within(wireShare, Math.max(longestStallMs() * wireShare.margin, localShareMs / 4))),
    }),
    /** Records how long after its grant a call was ready to be sent. */
    note(delayMs: number): void {
      delays.push(delayMs);
      if (delays.length > delaysKept) delays.shift();
      const sorted = delays.toSorted((a, b) => a - b);
      const high = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
      const leastMs = delays.length < delaysNeeded ? localShare.firstMs : 0;
      localShareMs = Math.ceil(within(localShare, Math.max(leastMs, high * localShare.margin)));
    },
  };
}

export type PermitGuard = ReturnType<typeof permitGuard>;

function within({ shortestMs, longestMs }: { shortestMs: number; longestMs: number }, valueMs: number): number {
  return Math.min(longestMs, Math.max(shortestMs, valueMs));
}

let histogram: ReturnType<typeof monitorEventLoopDelay> | undefined;
let earlierStallMs = firstStallMs;
let histogramSinceMs = 0;

function longestStallOfProcessMs(): number {
  if (histogram === undefined) {
    histogram = monitorEventLoopDelay({ resolution: stallResolutionMs });
    histogram.enable();
    histogramSinceMs = performance.now();
  }
  // Its samples are the times between two wakings, in nanoseconds.
  const stallMs = histogram.max / 1e6 - stallResolutionMs;
  const longestMs = Math.max(stallMs, earlierStallMs);
  if (performance.now() - histogramSinceMs > stallsKeptMs) {
    histogram.reset();
    histogramSinceMs = performance.now();
    earlierStallMs = stallMs;
  }
  return longestMs;
}
