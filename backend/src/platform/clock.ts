/** The time, given to whoever needs it so that tests can set it. */
export interface Clock {
  now(): Date;
  /** Milliseconds that only go forward; for measuring spans. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
