/** The clock. Passed as a dependency, so that tests can set the time. */
export interface Clock {
  now(): Date;
  /** Milliseconds that never decrease, for durations. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
