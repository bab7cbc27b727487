import type { Sql } from '../db/database.ts';

/** A rate limit is counted over this long. */
export const windowMs = 1_000;
/** A rate slot is never taken for longer than the window and this. */
export const longestGuardMs = 720;
/** No lease is given for longer; whatever is busy beyond it was written before the clock was set back. */
export const longestLeaseMs = 120_000;
/** How long a waiting person is believed without a word. */
export const waiterTtlMs = 3_000;

export interface SlotState {
  slot: number;
  busyUntilMs: number;
}

/** A key's rows as one statement saw them. Times are by the store's clock, in epoch milliseconds. */
export interface PermitView {
  nowMs: number;
  /** Also those above a limit that was lowered. */
  rates: SlotState[];
  leases: SlotState[];
  /** 0: not blocked. */
  blockedUntilMs: number;
  peopleWaiting: number;
}

export interface PermitOrder {
  key: string;
  ratePerSecond: number;
  maxConcurrent: number;
  /** How long the rate slot is busy: the window and the guard. */
  rateBusyMs: number;
  leaseMs: number;
  /** Bulk: takes nothing while a person waits in whatever process. */
  afterPeople: boolean;
}

export interface TakenSlots {
  rateSlot: number;
  rateSeq: bigint;
  leaseSlot: number;
  leaseSeq: bigint;
}

/** Which slots a permit holds; who comes late finds another sequence number there and changes nothing. */
export interface HeldSlots extends TakenSlots {
  key: string;
}

/**
 * Where slots, leases, waiting people and blocks live. A key with a rate R has R rate slots, one with a cap C has C leases.
 * Rows are never deleted, so a lowered and raised limit forgets no call.
 */
export interface PermitStore {
  /** Whether other processes use the same rows, so that things happen which nobody here is told of. */
  readonly shared: boolean;
  /**
   * Takes a free rate slot and a free lease, both or none, and then looks at the key.
   * Slots above the limits that are still busy count: nothing is taken while as many are busy as the limits allow.
   */
  take(sql: Sql, order: PermitOrder): Promise<{ taken: TakenSlots | null; view: PermitView }>;
  view(sql: Sql, key: string): Promise<PermitView>;
  /** Makes the rows up to the limits that aren't there yet, free. */
  addSlots(sql: Sql, limits: { key: string; ratePerSecond: number; maxConcurrent: number }): Promise<void>;
  /** Every rate slot of the key counts as just used. */
  useAllRates(sql: Sql, key: string): Promise<void>;
  /** What is busy for longer than any permit lasts was written before the clock was set back: it ends one span from now. */
  shortenAbsurd(sql: Sql, key: string): Promise<void>;
  /** Frees the lease after `leaseLingersMs`, and the rate slot by `rateShorterByMs` earlier than it was taken for. */
  release(sql: Sql, held: HeldSlots, end: { leaseLingersMs: number; rateShorterByMs: number }): Promise<void>;
  /** Frees both, as if they had never been taken. */
  giveBack(sql: Sql, held: HeldSlots): Promise<void>;
  /** Nothing is taken for `forMs` from now; never shortens what is there. */
  block(sql: Sql, key: string, forMs: number): Promise<void>;
  /** The keys that are blocked, and for how long from now. */
  blocks(sql: Sql): Promise<{ key: string; forMs: number }[]>;
  /** Lifts a block. */
  unblock(sql: Sql, key: string): Promise<void>;
  /** People wait; heeded by `afterPeople` for `waiterTtlMs`. */
  announce(sql: Sql, key: string, ids: string[]): Promise<void>;
  /** They still wait. Whose row is gone stays gone. */
  renew(sql: Sql, ids: string[]): Promise<void>;
  withdraw(sql: Sql, id: string): Promise<void>;
  /** Removes people's rows of processes that died. */
  forgetSilent(sql: Sql): Promise<void>;
}

/** What a view means for the next permit. */
export interface Outlook {
  /** Permits to be had at once. */
  free: number;
  /** When one may be had if nobody gives anything back before. */
  nextAtMs: number;
  slotsMissing: boolean;
  absurd: boolean;
  leasesBusy: number;
}

export function outlook(view: PermitView, limits: { ratePerSecond: number; maxConcurrent: number }): Outlook {
  const { nowMs, rates, leases, blockedUntilMs } = view;
  const rate = oneKind(rates, limits.ratePerSecond, nowMs);
  const lease = oneKind(leases, limits.maxConcurrent, nowMs);
  const blocked = blockedUntilMs > nowMs;
  return {
    free: blocked ? 0 : Math.min(rate.free, lease.free),
    nextAtMs: Math.max(rate.nextAtMs, lease.nextAtMs, blockedUntilMs),
    slotsMissing: rate.missing || lease.missing,
    absurd:
      rates.some(({ busyUntilMs }) => busyUntilMs > nowMs + absurdRateMs) ||
      leases.some(({ busyUntilMs }) => busyUntilMs > nowMs + absurdLeaseMs),
    leasesBusy: lease.busy,
  };
}

/** Further ahead than this no permit of a clock that only goes forward reaches. */
export const absurdRateMs = 2 * (windowMs + longestGuardMs);
export const absurdLeaseMs = 2 * longestLeaseMs;

function oneKind(slots: SlotState[], limit: number, nowMs: number) {
  const busy = slots.map(({ busyUntilMs }) => busyUntilMs).filter((until) => until > nowMs);
  busy.sort((a, b) => a - b);
  return {
    busy: busy.length,
    free: Math.max(0, limit - busy.length),
    // Once this one ends, fewer than the limit are busy.
    nextAtMs: busy[busy.length - limit] ?? nowMs,
    missing: slots.filter(({ slot }) => slot < limit).length < limit,
  };
}
