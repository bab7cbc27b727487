import type { ChargeRule } from '@tinygenesy/contract';
import type { ProviderId } from './flags.ts';

const windowMs = 1_000;

/** One call that the sandbox received. Times are epoch milliseconds of a monotonic clock. */
export interface LoggedCall {
  seq: number;
  provider: ProviderId;
  arrivedAtMs: number;
  /** Null while the call runs. */
  endedAtMs: number | null;
  /** `hashInput` of the input; null when the body was invalid. */
  inputHash: string | null;
  /** Null while the call runs; stays null when the caller disconnected first. */
  status: number | null;
  outcome: 'found' | 'not_found' | null;
  /** The same input was answered with found or not_found before. */
  double: boolean;
  /** The provider charges it: an answer by its charge rule; by call also an answer after a disconnect. */
  charged: boolean;
  aborted: boolean;
}

export interface CallStats {
  calls: number;
  byStatus: Record<string, number>;
  found: number;
  notFound: number;
  /** Counted on arrival, including refused calls. */
  rate: { limit: number; maxInAnySecond: number; violations: number };
  concurrency: { limit: number; inFlight: number; maxInFlight: number; violations: number };
  /** Calls with an input that was answered with found or not_found before. */
  doubleCalls: number;
  /** Charged calls. */
  charged: number;
  /** Calls whose caller disconnected before the answer. */
  aborted: number;
  /** Of the answered calls, without refused ones; null without such calls. */
  meanLatencyMs: number | null;
}

export interface Terms {
  charge: ChargeRule;
  ratePerSecond: number;
  maxConcurrent: number;
}

/** Records the calls to one provider of the sandbox: arrivals, violations of the limits, and repeated questions. */
export function createCallBook(provider: ProviderId, terms: () => Terms, log: (call: LoggedCall) => number) {
  /** Arrivals within the last second: all, and the accepted ones. */
  const arrivals: number[] = [];
  const admissions: number[] = [];
  let inFlight = 0;
  let stats = emptyCounts();
  let settledInputs = boundedSet<string>(100_000);
  const now = (): number => performance.timeOrigin + performance.now();

  /** Records an arrival; `retryAfterMs` is null when the call is within the limits. */
  function arrive(): { call: LoggedCall; retryAfterMs: number | null } {
    const arrivedAtMs = now();
    const { ratePerSecond, maxConcurrent } = terms();
    const call = newCall(provider, arrivedAtMs);
    call.seq = log(call);
    dropBefore(arrivals, arrivedAtMs - windowMs);
    dropBefore(admissions, arrivedAtMs - windowMs);
    arrivals.push(arrivedAtMs);
    inFlight += 1;
    stats.calls += 1;
    stats.maxInAnySecond = Math.max(stats.maxInAnySecond, arrivals.length);
    stats.maxInFlight = Math.max(stats.maxInFlight, inFlight);
    if (arrivals.length > ratePerSecond) stats.rateViolations += 1;
    if (inFlight > maxConcurrent) stats.concurrencyViolations += 1;

    const retryAfterMs = pauseMs(admissions, terms(), inFlight, arrivedAtMs);
    if (retryAfterMs === null) admissions.push(arrivedAtMs);
    return { call, retryAfterMs };
  }

  /** Records the question once the body could be read. */
  function asked(call: LoggedCall, inputHash: string): void {
    call.inputHash = inputHash;
    call.double = settledInputs.has(inputHash);
    if (call.double) stats.doubleCalls += 1;
  }

  function answered(call: LoggedCall, status: number, outcome: LoggedCall['outcome'], worked: boolean): void {
    if (!end(call)) return;
    call.status = status;
    call.outcome = outcome;
    if (terms().charge === 'call' ? status < 300 : outcome === 'found') charge(call, stats);
    stats.byStatus[status] = (stats.byStatus[status] ?? 0) + 1;
    if (outcome === 'found') stats.found += 1;
    if (outcome === 'not_found') stats.notFound += 1;
    if (outcome !== null && call.inputHash !== null) settledInputs.add(call.inputHash);
    if (worked && call.endedAtMs !== null) {
      stats.inWork += 1;
      stats.latencySumMs += call.endedAtMs - call.arrivedAtMs;
    }
  }

  function wentAway(call: LoggedCall): void {
    if (!end(call)) return;
    call.aborted = true;
    stats.aborted += 1;
    if (terms().charge === 'call' && call.inputHash !== null) charge(call, stats);
  }

  function end(call: LoggedCall): boolean {
    if (call.endedAtMs !== null) return false;
    call.endedAtMs = now();
    inFlight -= 1;
    return true;
  }

  const read = (): CallStats => presentStats(stats, terms(), inFlight);

  /** Clears the counts. Calls under way still count as in flight. */
  function reset(): void {
    stats = emptyCounts();
    settledInputs = boundedSet(100_000);
  }

  return { arrive, asked, answered, wentAway, read, reset };
}
export type CallBook = ReturnType<typeof createCallBook>;

const emptyCounts = () => ({
  calls: 0,
  byStatus: {} as Record<string, number>,
  found: 0,
  notFound: 0,
  maxInAnySecond: 0,
  rateViolations: 0,
  maxInFlight: 0,
  concurrencyViolations: 0,
  doubleCalls: 0,
  charged: 0,
  aborted: 0,
  inWork: 0,
  latencySumMs: 0,
});

function charge(call: LoggedCall, stats: ReturnType<typeof emptyCounts>): void {
  call.charged = true;
  stats.charged += 1;
}

const newCall = (provider: ProviderId, arrivedAtMs: number): LoggedCall => ({
  seq: 0,
  provider,
  arrivedAtMs,
  endedAtMs: null,
  inputHash: null,
  status: null,
  outcome: null,
  double: false,
  charged: false,
  aborted: false,
});

function presentStats(
  stats: ReturnType<typeof emptyCounts>,
  { ratePerSecond, maxConcurrent }: Terms,
  inFlight: number,
): CallStats {
  return {
    calls: stats.calls,
    byStatus: { ...stats.byStatus },
    found: stats.found,
    notFound: stats.notFound,
    rate: { limit: ratePerSecond, maxInAnySecond: stats.maxInAnySecond, violations: stats.rateViolations },
    concurrency: {
      limit: maxConcurrent,
      inFlight,
      maxInFlight: stats.maxInFlight,
      violations: stats.concurrencyViolations,
    },
    doubleCalls: stats.doubleCalls,
    charged: stats.charged,
    aborted: stats.aborted,
    meanLatencyMs: stats.inWork === 0 ? null : stats.latencySumMs / stats.inWork,
  };
}

/** Returns how long a call above the limits has to wait; null when it is accepted. */
function pauseMs(
  admissions: readonly number[],
  { ratePerSecond, maxConcurrent }: Terms,
  inFlight: number,
  arrivedAtMs: number,
): number | null {
  const oldest = admissions[admissions.length - ratePerSecond];
  if (oldest !== undefined) return oldest + windowMs - arrivedAtMs;
  return inFlight > maxConcurrent ? windowMs : null;
}

function dropBefore(times: number[], limitMs: number): void {
  while (times[0] !== undefined && times[0] <= limitMs) times.shift();
}

/** A set that drops its oldest members above `max`, so that an instance that runs for weeks stays small. */
export function boundedSet<T>(max: number) {
  const members = new Set<T>();
  return {
    has: (member: T): boolean => members.has(member),
    add(member: T): void {
      members.add(member);
      const [oldest] = members;
      if (members.size > max && oldest !== undefined) members.delete(oldest);
    },
  };
}
