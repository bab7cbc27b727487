import type { Sql } from '../db/database.ts';
import {
  freeInWindows,
  hasBucketAhead,
  type RateWindow,
  type UsedUpWindow,
  usedUpWindow,
  type WindowCounts,
} from './permitWindow.ts';

/** The window of the rate slots. */
export const windowMs = 1_000;
/** The longest guard: a rate slot is taken for at most the window plus this. */
export const longestGuardMs = 720;
/** The longest lease. A slot that is busy for longer was written before the clock was set back. */
export const longestLeaseMs = 120_000;
/** A waiting person's row expires after this long without renewal. */
export const waiterTtlMs = 3_000;

export interface SlotState {
  slot: number;
  busyUntilMs: number;
}

/** A key's rows as one statement saw them. Times are by the store's clock, in epoch milliseconds. */
export interface PermitView {
  nowMs: number;
  /** Includes slots above a limit that was lowered. */
  rates: SlotState[];
  leases: SlotState[];
  /** 0: not blocked. */
  blockedUntilMs: number;
  /** Calls in the windows of more than a second. */
  windows: WindowCounts;
  peopleWaiting: number;
}

export interface PermitLimits {
  ratePerSecond: number;
  maxConcurrent: number;
  windows?: readonly RateWindow[];
}

export interface PermitOrder {
  key: string;
  ratePerSecond: number;
  maxConcurrent: number;
  /** The rate slot is busy this long: the window and the guard. */
  rateBusyMs: number;
  leaseMs: number;
  /** Set for bulk: takes nothing while a person waits in any process. */
  afterPeople: boolean;
}

export interface TakenSlots {
  rateSlot: number;
  rateSeq: bigint;
  leaseSlot: number;
  leaseSeq: bigint;
}

/** The slots of a permit. A late holder finds another sequence number there and changes nothing. */
export interface HeldSlots extends TakenSlots {
  key: string;
  /** When the call was counted in the windows of more than a second, by the store's clock; null: there are none. */
  countedAtMs: number | null;
}

/**
 * Stores slots, leases, waiting people and blocks. A key with the rate R has R rate slots, one with the cap C has C leases.
 * Rows are never deleted, so that no call is lost when a limit is lowered and raised.
 */
export interface PermitStore {
  /** Whether other processes change the same rows, without a message to this process. */
  readonly shared: boolean;
  /**
   * Takes a free rate slot and a free lease, both or none, and then reads the key's rows.
   * Slots above the limits that are still busy count: nothing is taken while as many are busy as the limits allow.
   */
  take(sql: Sql, order: PermitOrder): Promise<{ taken: TakenSlots | null; view: PermitView }>;
  view(sql: Sql, key: string): Promise<PermitView>;
  /**
   * Counts a call in the windows of the key, unless one has no free call. Holds the key's windows to the end of the
   * transaction: the last statement of a permit's transaction. The time is that of the count.
   */
  countCall(
    sql: Sql,
    key: string,
    call: { windows: readonly RateWindow[]; guardMs: number },
  ): Promise<{ fits: boolean; atMs: number; counts: WindowCounts }>;
  /** Reads the counts of several keys, and the time by the store's clock. */
  windowCounts(sql: Sql, keys: readonly string[]): Promise<{ nowMs: number; counts: Map<string, WindowCounts> }>;
  /** Adds the missing rows up to the limits, as free slots. */
  addSlots(sql: Sql, limits: { key: string; ratePerSecond: number; maxConcurrent: number }): Promise<void>;
  /** Marks every rate slot of the key as just used. */
  useAllRates(sql: Sql, key: string): Promise<void>;
  /** Shortens slots that are busy for longer than any permit: they were written before the clock was set back. */
  shortenAbsurd(sql: Sql, key: string): Promise<void>;
  /** Frees the lease after `leaseLingersMs`, and the rate slot by `rateShorterByMs` earlier than it was taken for. */
  release(sql: Sql, held: HeldSlots, end: { leaseLingersMs: number; rateShorterByMs: number }): Promise<void>;
  /** Counts calls that lie ahead as made now: they were written before the clock was set back. In a transaction. */
  shortenWindows(sql: Sql, key: string): Promise<void>;
  /** Frees both slots, as if they had never been taken. With `countedAtMs`, in a transaction. */
  giveBack(sql: Sql, held: HeldSlots): Promise<void>;
  /** Blocks the key for `forMs` from now. Never shortens a longer block. */
  block(sql: Sql, key: string, forMs: number): Promise<void>;
  /** Lists the blocked keys, and for how long from now. */
  blocks(sql: Sql): Promise<{ key: string; forMs: number }[]>;
  /** Lifts a block. */
  unblock(sql: Sql, key: string): Promise<void>;
  /** Adds rows of waiting people, which `afterPeople` respects for `waiterTtlMs`. */
  announce(sql: Sql, key: string, ids: string[]): Promise<void>;
  /** Extends the rows of waiting people. A removed row stays removed. */
  renew(sql: Sql, ids: string[]): Promise<void>;
  withdraw(sql: Sql, id: string): Promise<void>;
  /** Removes the rows of people whose process died. */
  forgetSilent(sql: Sql): Promise<void>;
}

/** The chance of the next permit, derived from a view. */
export interface Outlook {
  /** Permits that are available at once. */
  free: number;
  /** When the next permit is due, if none is returned before. */
  nextAtMs: number;
  slotsMissing: boolean;
  absurd: boolean;
  leasesBusy: number;
  /** The window without a free call that lasts longest. */
  usedUp: UsedUpWindow | null;
  /** Calls in windows lie ahead: the clock was set back. */
  windowsAhead: boolean;
}

export function outlook(view: PermitView, limits: PermitLimits): Outlook {
  const { nowMs, rates, leases, blockedUntilMs } = view;
  const { windows = [] } = limits;
  const rate = oneKind(rates, limits.ratePerSecond, nowMs);
  const lease = oneKind(leases, limits.maxConcurrent, nowMs);
  const blocked = blockedUntilMs > nowMs;
  const usedUp = usedUpWindow(windows, view.windows, nowMs);
  return {
    free: blocked ? 0 : Math.min(rate.free, lease.free, freeInWindows(windows, view.windows, nowMs)),
    nextAtMs: Math.max(rate.nextAtMs, lease.nextAtMs, blockedUntilMs, usedUp?.untilMs ?? 0),
    usedUp,
    windowsAhead: hasBucketAhead(view.windows, nowMs),
    slotsMissing: rate.missing || lease.missing,
    absurd:
      rates.some(({ busyUntilMs }) => busyUntilMs > nowMs + absurdRateMs) ||
      leases.some(({ busyUntilMs }) => busyUntilMs > nowMs + absurdLeaseMs),
    leasesBusy: lease.busy,
  };
}

/** Longer than any permit can be busy while the clock only goes forward. */
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
