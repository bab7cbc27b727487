/** Calls that a provider allows in any span of some seconds: `[calls, seconds]`. */
export type RateWindow = readonly [calls: number, seconds: number];

/** Calls of one bucket: the bucket's number since 1970, the calls, and the longest guard among them in milliseconds. */
type Bucket = readonly [bucket: number, calls: number, guardMs: number];

/** Counted calls of one key, by the length of the window in seconds. */
export type WindowCounts = Readonly<Record<string, readonly Bucket[]>>;

/** A window without a free call, and when its next call is free. */
export interface UsedUpWindow {
  window: RateWindow;
  untilMs: number;
}

const bucketsPerWindow = 60;

const bucketMs = (seconds: number): number => Math.ceil((seconds * 1_000) / bucketsPerWindow);

/** Returns when a bucket's last possible call has left the window at the provider. */
const leavesAtMs = ([bucket, , guardMs]: Bucket, seconds: number): number =>
  (bucket + 1) * bucketMs(seconds) + seconds * 1_000 + guardMs;

/**
 * Returns the window that allows no call at `nowMs`; null: all allow one. Of several, the one that lasts longest.
 * A bucket counts until its last call has left, so that no sliding window at the provider holds more calls.
 */
export function usedUpWindow(windows: readonly RateWindow[], counts: WindowCounts, nowMs: number): UsedUpWindow | null {
  let latest: UsedUpWindow | null = null;
  for (const window of windows) {
    const untilMs = freeFromMs(window, counts, nowMs);
    if (untilMs > nowMs && untilMs > (latest?.untilMs ?? 0)) latest = { window, untilMs };
  }
  return latest;
}

/** Returns how many calls all windows allow at `nowMs`; Infinity without windows. */
export function freeInWindows(windows: readonly RateWindow[], counts: WindowCounts, nowMs: number): number {
  return Math.min(
    ...windows.map(([calls, seconds]) =>
      Math.max(0, calls - sum(counted(counts[seconds] ?? copyOf(counts, seconds, nowMs), seconds, nowMs))),
    ),
  );
}

function freeFromMs([calls, seconds]: RateWindow, counts: WindowCounts, nowMs: number): number {
  const buckets = counted(counts[seconds] ?? copyOf(counts, seconds, nowMs), seconds, nowMs);
  let left = sum(buckets);
  let freeMs = nowMs;
  for (const bucket of buckets.toSorted((a, b) => leavesAtMs(a, seconds) - leavesAtMs(b, seconds))) {
    if (left < calls) break;
    left -= bucket[1];
    freeMs = leavesAtMs(bucket, seconds);
  }
  return freeMs;
}

/**
 * Adds one call to every window: the current ones, and earlier ones of the key, which may be set again.
 * Drops the buckets that no longer count.
 */
export function withCall(
  windows: readonly RateWindow[],
  counts: WindowCounts,
  { nowMs, guardMs }: { nowMs: number; guardMs: number },
): WindowCounts {
  const added: Record<string, readonly Bucket[]> = {};
  for (const seconds of new Set([...windows.map(([, length]) => length), ...Object.keys(counts).map(Number)])) {
    const buckets = counted(counts[seconds] ?? copyOf(counts, seconds, nowMs), seconds, nowMs);
    const current = Math.floor(nowMs / bucketMs(seconds));
    const [, calls = 0, longestMs = 0] = buckets.find(([bucket]) => bucket === current) ?? [];
    added[seconds] = [
      ...buckets.filter(([bucket]) => bucket !== current),
      [current, calls + 1, Math.max(longestMs, guardMs)],
    ];
  }
  return added;
}

/** Takes back a call that was counted at `atMs` and never sent. */
export function withoutCall(counts: WindowCounts, atMs: number): WindowCounts {
  return Object.fromEntries(
    Object.entries(counts).map(([seconds, buckets]) => {
      const of = Math.floor(atMs / bucketMs(Number(seconds)));
      const fewer = buckets.map(([bucket, calls, guardMs]): Bucket => [
        bucket,
        bucket === of ? calls - 1 : calls,
        guardMs,
      ]);
      return [seconds, fewer.filter(([, calls]) => calls > 0)];
    }),
  );
}

/** Tells whether a bucket lies ahead: it was written before the clock was set back. */
export const hasBucketAhead = (counts: WindowCounts, nowMs: number): boolean =>
  Object.entries(counts).some(([seconds, buckets]) =>
    buckets.some(([bucket]) => bucket > Math.floor(nowMs / bucketMs(Number(seconds))) + 1),
  );

/** Counts the calls of buckets that lie ahead as made now. */
export function withoutBucketsAhead(counts: WindowCounts, nowMs: number): WindowCounts {
  return Object.fromEntries(
    Object.entries(counts).map(([seconds, buckets]) => [seconds, counted(buckets, Number(seconds), nowMs)]),
  );
}

/** Returns the buckets that still count. A bucket far ahead counts as the current one. */
function counted(buckets: readonly Bucket[], seconds: number, nowMs: number): readonly Bucket[] {
  const current = Math.floor(nowMs / bucketMs(seconds));
  const ahead = buckets.filter(([bucket]) => bucket > current + 1);
  const now = buckets.filter((bucket) => bucket[0] <= current + 1 && leavesAtMs(bucket, seconds) > nowMs);
  if (ahead.length === 0) return now;
  const joined = [...ahead, ...now.filter(([bucket]) => bucket === current)];
  return [
    ...now.filter(([bucket]) => bucket !== current),
    [current, sum(joined), Math.max(...joined.map(([, , guardMs]) => guardMs))],
  ];
}

/** Begins a new window with the calls that the key's longest window knows, each as late as it may have been. */
function copyOf(counts: WindowCounts, seconds: number, nowMs: number): readonly Bucket[] {
  const known = Math.max(0, ...Object.keys(counts).map(Number));
  const copied = new Map<number, Bucket>();
  for (const [bucket, calls, guardMs] of counts[known] ?? []) {
    const lastMs = Math.min(nowMs, (bucket + 1) * bucketMs(known) - 1);
    const target = Math.floor(lastMs / bucketMs(seconds));
    const [, before = 0, longestMs = 0] = copied.get(target) ?? [];
    copied.set(target, [target, before + calls, Math.max(longestMs, guardMs)]);
  }
  return [...copied.values()];
}

const sum = (buckets: readonly Bucket[]): number => buckets.reduce((total, [, calls]) => total + calls, 0);

/** Reads stored counts; without a row there are none. */
export const readCounts = (text: string | null): WindowCounts => JSON.parse(text ?? '{}') as WindowCounts;
