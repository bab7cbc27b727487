import type { Sql } from '../db/database.ts';
import type { Guard } from './permitGuard.ts';
import { type HeldSlots, longestLeaseMs } from './permitStore.ts';
import type { RateWindow } from './permitWindow.ts';

/** People go before bulk; within each priority, requests go by arrival. */
export type PermitPriority = 'person' | 'bulk';

/** The right to send one call now. */
export interface Permit extends HeldSlots {
  /** Unique among all permits, also earlier ones. */
  fence: string;
  grantedAtMonotonicMs: number;
  guard: Guard;
  /** The call must end by then: afterwards it no longer counts as in flight. */
  leaseUntil: Date;
  /** As read in the transaction that took the permit. */
  settings: PermitSettings;
}

/** Whole numbers, read with each permit. A lease must outlast the longest call and is at most two minutes. */
export interface PermitSettings {
  ratePerSecond: number;
  /** Further limits, each of more than a second. */
  windows?: readonly RateWindow[];
  maxConcurrent: number;
  leaseMs: number;
}

export type Acquired<T> =
  | { kind: 'granted'; permit: Permit; reserved: T }
  /** The key is blocked (see `block`), or `usedUp` has no call left, for longer than the caller would wait. */
  | { kind: 'not_before'; at: Date; usedUp: RateWindow | null }
  | { kind: 'timeout' }
  /** `settings` returned null. */
  | { kind: 'no_settings' };

export interface AcquireOptions<T> {
  priority: PermitPriority;
  /** 0: grants a permit at once or times out. */
  waitMs: number;
  signal?: AbortSignal | undefined;
  settings: (sql: Sql) => Promise<PermitSettings | null>;
  /**
   * Runs in the permit's transaction. When it throws, the permit is not consumed and `acquire` rejects with its error.
   * A conflict in the database may run it again, with another permit.
   */
  reserve: (sql: Sql, permit: Permit) => Promise<T>;
}

export interface PermitStats {
  /** People of all processes, and bulk requests of this process. */
  waiting: number;
  inFlight: number;
  /** When the limits allow another call; null: now. Leases count until they expire, though most end earlier. */
  nextPermitAt: Date | null;
  blockedUntil: Date | null;
  /** A window without a free call, and when its next call is free. */
  usedUp: { window: RateWindow; until: Date } | null;
}

/** A key with its settings, for a look at its windows. */
export interface LimitedKey {
  key: string;
  settings: Pick<PermitSettings, 'windows'>;
}

/** A key that grants no permit for a time: its provider answered 429, or `usedUp` has no call left. */
export interface PermitBlocked {
  key: string;
  forMs: number;
  until: Date;
  usedUp: RateWindow | null;
}

/**
 * Checks the settings that a caller supplies.
 * @throws RangeError when a number is out of bounds
 */
export function checkedSettings(settings: PermitSettings): PermitSettings {
  const { ratePerSecond, maxConcurrent, leaseMs } = settings;
  if (!(
    Number.isInteger(ratePerSecond) &&
    ratePerSecond >= 1 &&
    Number.isInteger(maxConcurrent) &&
    maxConcurrent >= 1
  )) {
    throw new RangeError(
      `Rate and cap must be whole numbers of at least 1, not ${ratePerSecond} and ${maxConcurrent}.`,
    );
  }
  for (const [calls, seconds] of settings.windows ?? []) {
    if (!(Number.isInteger(calls) && calls >= 1 && Number.isInteger(seconds) && seconds > 1)) {
      throw new RangeError(`A window must have 1 call in 2 seconds or more, not ${calls} in ${seconds}.`);
    }
  }
  if (!(leaseMs > 0 && leaseMs <= longestLeaseMs)) {
    throw new RangeError(`A lease must last 1 to ${longestLeaseMs} ms, not ${leaseMs}.`);
  }
  return settings;
}
