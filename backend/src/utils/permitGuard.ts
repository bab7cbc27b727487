import { monitorEventLoopDelay } from 'node:perf_hooks';
import { longestGuardMs } from './permitStore.ts';

/** The time by which a rate slot is busy longer than the window, in two shares. */
export interface Guard {
  /** A call may be sent until this long after its grant. */
  localShareMs: number;
  /** The way to the provider may shorten the distance of two calls by this much. */
  wireShareMs: number;
}

/** No call is sent later than this after its grant. */
export const longestWayToWireMs = 600;

const localShare = { firstMs: 200, shortestMs: 15, longestMs: longestWayToWireMs, margin: 1.5 };
const wireShare = { shortestMs: 25, longestMs: longestGuardMs - localShare.longestMs, margin: 1.5 };
const delaysKept = 100;
const delaysNeeded = 5;
const stallsKeptMs = 5_000;
const stallResolutionMs = 20;
/** A starting process loads its machine and has measured nothing yet. */
const firstStallMs = 40;

/**
 * Calls reach the provider with different delays after their grants. The guard keeps the next call of the same rate slot
 * further away by that difference.
 *
 * The local share follows the measured delays from grant to wire: 1.5 times the 99th percentile of the last 100, between
 * 15 and 600 ms (at least 200 ms until 5 are known). A later call is not sent, so a wrong value costs a permit and never
 * breaks the limit. A long share costs little, because `release` cuts its unused rest.
 *
 * The way itself can't be measured here, but load that stalls this process also delays the way. The wire share is 1.5
 * times the longest stall of this process in the last 5 to 10 s. It is at least a quarter of the local share, and between
 * 25 and 120 ms.
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
  // Its samples are the times between two wake-ups, in nanoseconds.
  const stallMs = histogram.max / 1e6 - stallResolutionMs;
  const longestMs = Math.max(stallMs, earlierStallMs);
  if (performance.now() - histogramSinceMs > stallsKeptMs) {
    histogram.reset();
    histogramSinceMs = performance.now();
    earlierStallMs = stallMs;
  }
  return longestMs;
}
