import { randomUUID } from 'node:crypto';
import type { Database, Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import {
  type Acquired,
  type AcquireOptions,
  checkedSettings,
  type LimitedKey,
  type Permit,
  type PermitBlocked,
  type PermitSettings,
  type PermitStats,
} from './permit.ts';
import { permitGuard } from './permitGuard.ts';
import type { Waiter } from './permitQueue.ts';
import { outlook, type PermitStore } from './permitStore.ts';
import { PermitTries } from './permitTries.ts';
import { usedUpWindow } from './permitWindow.ts';
import { postgresPermitStore } from './postgresPermitStore.ts';
import { sqlitePermitStore } from './sqlitePermitStore.ts';

/**
 * Limits the calls to each provider to a rate and a number in flight. Counted at the provider, no sliding second exceeds
 * the rate, and no instant the cap. The limits hold across all processes on one database, and across kills and restarts.
 *
 * A key with the rate R has R rate slots. Each is busy for one second and a guard (see `permitGuard`) from its grant. A key
 * also has one lease per call that may be in flight. The guard is longer than the way from the grant to the provider;
 * `isFresh` refuses calls that took longer. When a call has ended, `release` cuts the guard to the rest of the way.
 *
 * Each further window (60 calls a minute, 1,500 a day) is a list of counts, to which the last statement of a permit's
 * transaction adds the call (`permitWindow`).
 *
 * Requests wait in this process (`PermitQueue`). When a permit is due, `PermitTries` asks the store for one request at a
 * time (`PermitSource`). Permits go in order: the next try waits for the permit of the one before, not for its commit.
 */
export class QueuedRateLimiter {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #store: PermitStore;
  readonly #guard = permitGuard();
  readonly #tries = new Map<string, PermitTries>();
  readonly #sentAtMs = new WeakMap<Permit, number>();
  /** By the monotonic clock. */
  readonly #blocks = new Map<string, { untilMs: number; writtenAtMs: number }>();

  constructor({ database, clock, store }: { database: Database; clock: Clock; store?: PermitStore }) {
    this.#database = database;
    this.#clock = clock;
    this.#store = store ?? (database.dialect === 'sqlite' ? sqlitePermitStore(clock) : postgresPermitStore());
  }

  /**
   * Counts every rate slot as just used, once before the first `acquire`. After a power loss the database may not know the
   * last calls.
   */
  async prepareAtStart(keys: { key: string; settings: PermitSettings }[]): Promise<void> {
    await this.#store.forgetSilent(this.#database);
    for (const { key, settings } of keys) {
      await this.#store.addSlots(this.#database, { key, ...checkedSettings(settings) });
      await this.#store.shortenAbsurd(this.#database, key);
      await this.#store.useAllRates(this.#database, key);
    }
  }

  /**
   * Waits for a permit to send one call.
   * @param key names the limited resource: a mode and a provider
   * @throws the signal's reason when it aborts before the permit is granted, and errors of `settings` and `reserve`
   */
  async acquire<T>(key: string, options: AcquireOptions<T>): Promise<Acquired<T>> {
    const { priority, waitMs, signal, settings, reserve } = options;
    signal?.throwIfAborted();
    return new Promise<Acquired<T>>((resolve, reject) => {
      const tries = this.#triesOf(key);
      const waiter: Waiter = {
        id: randomUUID(),
        priority,
        deadlineMs: this.#clock.monotonicMs() + waitMs,
        signal,
        settings,
        reserve: async (sql, permit) => {
          const reserved = await reserve(sql, permit);
          return () => resolve({ kind: 'granted', permit, reserved });
        },
        settle: resolve,
        reject,
        stopListening() {
          signal?.removeEventListener('abort', onOver);
          clearTimeout(deadline);
        },
        timeIsUp: false,
        notBefore: undefined,
        trying: false,
        announced: false,
      };
      const onOver = () => void (waiter.trying || tries.queue.leaveIfOver(waiter));
      const deadline = setTimeout(() => {
        waiter.timeIsUp = true;
        onOver();
      }, waitMs);
      signal?.addEventListener('abort', onOver, { once: true });

      tries.queue.add(waiter);
      // The state of a key without waiters is unknown, and a waiting person must be announced.
      if (tries.queue.waiters.length === 1 || priority === 'person') tries.wake();
    });
  }

  /**
   * Tells whether the call may be sent. Call it right before the request is sent. If false, the grant is older
   * than the guard allows, or the key was blocked since: `giveBack` the permit and acquire another.
   */
  isFresh(permit: Permit): boolean {
    const nowMs = this.#clock.monotonicMs();
    const delayMs = nowMs - permit.grantedAtMonotonicMs;
    this.#guard.note(delayMs);
    if (delayMs >= permit.guard.localShareMs || this.#blockedSince(permit, nowMs)) return false;
    this.#sentAtMs.set(permit, nowMs);
    return true;
  }

  /** Frees the permit of a call that was never sent. */
  async giveBack(permit: Permit): Promise<void> {
    if (permit.countedAtMs === null) await this.#store.giveBack(this.#database, permit);
    else await this.#database.transaction((sql) => this.#store.giveBack(sql, permit));
    this.#tries.get(permit.key)?.wakeUnused();
  }

  /**
   * Frees the permit of a call that ended. Without this (database unreachable, process killed) its lease expires.
   * @param aborted this side ended the call: the provider notices later, so the call counts as in flight until then
   */
  async release(permit: Permit, { aborted = false }: { aborted?: boolean } = {}): Promise<void> {
    const sentAtMs = this.#sentAtMs.get(permit);
    const unusedShareMs =
      sentAtMs === undefined ? 0 : permit.guard.localShareMs - (sentAtMs - permit.grantedAtMonotonicMs);
    await this.#store.release(this.#database, permit, {
      leaseLingersMs: aborted ? permit.guard.wireShareMs : 0,
      rateShorterByMs: Math.max(0, Math.floor(unusedShareMs)),
    });
    this.#tries.get(permit.key)?.wake();
  }

  /** Grants no permit before `until` (a 429 with its Retry-After). Never shortens a longer block. */
  async block(key: string, until: Date): Promise<void> {
    const forMs = until.getTime() - this.#clock.now().getTime();
    if (forMs <= 0) return;
    const untilMs = Math.max(this.#clock.monotonicMs() + forMs, this.#blocks.get(key)?.untilMs ?? 0);
    this.#blocks.set(key, { untilMs, writtenAtMs: Infinity });
    await this.#store.block(this.#database, key, forMs);
    this.#blocks.set(key, { untilMs, writtenAtMs: this.#clock.monotonicMs() });
    this.#tries.get(key)?.wake();
  }

  /**
   * Returns the blocked keys as the given transaction sees them.
   * @param limited keys with their settings: also those of them that have a window without a free call
   */
  async blocks(sql: Sql, limited: readonly LimitedKey[]): Promise<PermitBlocked[]> {
    const blocks = (await this.#store.blocks(sql)).map((block) => ({ ...block, usedUp: null }));
    const closed = [...(await this.#usedUp(sql, limited)), ...blocks];
    return closed.map((block) => ({ ...block, until: new Date(this.#clock.now().getTime() + block.forMs) }));
  }

  async #usedUp(sql: Sql, limited: readonly LimitedKey[]) {
    const withWindows = limited.flatMap(({ key, settings: { windows = [] } }) =>
      windows.length === 0 ? [] : [{ key, windows }],
    );
    if (withWindows.length === 0) return [];
    const keys = withWindows.map(({ key }) => key);
    const { nowMs, counts } = await this.#store.windowCounts(sql, keys);
    return withWindows.flatMap(({ key, windows }) => {
      const usedUp = usedUpWindow(windows, counts.get(key) ?? {}, nowMs);
      return usedUp === null ? [] : [{ key, forMs: usedUp.untilMs - nowMs, usedUp: usedUp.window }];
    });
  }

  /** Lifts a block. */
  async unblock(key: string): Promise<void> {
    await this.#store.unblock(this.#database, key);
    this.#blocks.delete(key);
    this.#tries.get(key)?.wake();
  }

  /** Tells whether the key was blocked after the grant. Later grants were checked against the block in the database. */
  #blockedSince(permit: Permit, nowMs: number): boolean {
    const block = this.#blocks.get(permit.key);
    return block !== undefined && nowMs < block.untilMs && permit.grantedAtMonotonicMs <= block.writtenAtMs;
  }

  async stats(key: string, settings: PermitSettings): Promise<PermitStats> {
    const view = await this.#store.view(this.#database, key);
    const { nextAtMs, leasesBusy, usedUp } = outlook(view, settings);
    const date = (atMs: number) =>
      atMs > view.nowMs ? new Date(this.#clock.now().getTime() + atMs - view.nowMs) : null;
    const usedUpUntil = usedUp === null ? null : date(usedUp.untilMs);
    const bulkHere = this.#tries.get(key)?.queue.waiters.filter(({ priority }) => priority === 'bulk').length ?? 0;
    return {
      waiting: view.peopleWaiting + bulkHere,
      inFlight: leasesBusy,
      nextPermitAt: date(nextAtMs),
      blockedUntil: date(view.blockedUntilMs),
      usedUp: usedUp === null || usedUpUntil === null ? null : { window: usedUp.window, until: usedUpUntil },
    };
  }

  #triesOf(key: string): PermitTries {
    const known = this.#tries.get(key);
    if (known !== undefined) return known;
    const deps = { database: this.#database, clock: this.#clock, store: this.#store, guard: this.#guard };
    const tries = new PermitTries(key, deps);
    this.#tries.set(key, tries);
    return tries;
  }
}
