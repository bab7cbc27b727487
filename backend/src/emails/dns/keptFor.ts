const minuteMs = 60_000;
/** The bounds of how long an answer is used, whatever its time to live. `unsaidMs`: without a time to live. */
const bounds = {
  there: { leastMs: 5 * minuteMs, mostMs: 24 * 60 * minuteMs, unsaidMs: 60 * minuteMs },
  notThere: { leastMs: minuteMs, mostMs: 60 * minuteMs, unsaidMs: 5 * minuteMs },
};

/** How long a DNS answer is used: its time to live within bounds, which are shorter for what is not there. */
export function keptForMs(kind: keyof typeof bounds, ttlSeconds: number | null): number {
  const { leastMs, mostMs, unsaidMs } = bounds[kind];
  return ttlSeconds === null ? unsaidMs : Math.min(mostMs, Math.max(leastMs, ttlSeconds * 1_000));
}
