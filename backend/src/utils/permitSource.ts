import { randomUUID } from 'node:crypto';
import type { Database, Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import { checkedSettings, type Permit, type PermitSettings } from './permit.ts';
import type { PermitGuard } from './permitGuard.ts';
import type { Waiter } from './permitQueue.ts';
import { outlook, type PermitStore, type PermitView, windowMs } from './permitStore.ts';
import type { WindowCounts } from './permitWindow.ts';

export interface PermitDeps {
  database: Database;
  clock: Clock;
  store: PermitStore;
  guard: PermitGuard;
}

/** The rows of a key as one statement saw them, and the settings of that moment. */
export interface Look {
  settings: PermitSettings;
  view: PermitView;
  lookedAtMs: number;
}

export type Try = ({ kind: 'taken'; done: () => void } & Look) | ({ kind: 'none' } & Look) | { kind: 'no_settings' };

/** Settings older than this are read again even if no permit seems to be free. */
export const settingsTrustedMs = 1_000;

/** Takes permits of one key from the store. */
export class PermitSource {
  readonly #key: string;
  readonly #deps: PermitDeps;
  #lastLimits: { settings: PermitSettings; readAtMs: number } | undefined;

  constructor(key: string, deps: PermitDeps) {
    this.#key = key;
    this.#deps = deps;
  }

  /** Looks without a transaction whether all permits are taken; null when a transaction has to decide. */
  async lookForNone(): Promise<Try | null> {
    const { database, clock, store } = this.#deps;
    const lookedAtMs = clock.monotonicMs();
    if (this.#lastLimits === undefined || lookedAtMs - this.#lastLimits.readAtMs > settingsTrustedMs) return null;
    const { settings } = this.#lastLimits;
    const view = await store.view(database, this.#key);
    return outlook(view, settings).free > 0 ? null : { kind: 'none', settings, view, lookedAtMs };
  }

  /**
   * Takes a permit for a request, in one transaction with the request's reservation.
   * @param onTaken called inside the transaction once the permit is taken
   */
  async take(waiter: Waiter, onTaken: () => void): Promise<Try> {
    try {
      return await this.#deps.database.transaction((sql) => this.#takeIn(sql, waiter, onTaken));
    } catch (error) {
      if (error instanceof UsedUp) return { kind: 'none', ...error.look };
      throw error;
    }
  }

  async #takeIn(sql: Sql, waiter: Waiter, onTaken: () => void): Promise<Try> {
    const { clock, store } = this.#deps;
    const key = this.#key;
    const read = await waiter.settings(sql);
    if (read === null) return { kind: 'no_settings' };
    const settings = checkedSettings(read);
    const guard = this.#deps.guard.current();
    const lookedAtMs = clock.monotonicMs();
    const leaseUntil = new Date(clock.now().getTime() + settings.leaseMs);
    this.#lastLimits = { settings, readAtMs: lookedAtMs };
    const guardMs = guard.localShareMs + guard.wireShareMs;
    const { taken, view } = await store.take(sql, {
      key,
      ...settings,
      rateBusyMs: windowMs + guardMs,
      afterPeople: waiter.priority === 'bulk',
    });
    const look = { settings, view, lookedAtMs };
    if (taken === null) return { kind: 'none', ...look };
    if (outlook(view, settings).usedUp !== null) throw new UsedUp(look, view.windows);
    onTaken();
    const permit: Permit = {
      key,
      ...taken,
      countedAtMs: null,
      fence: randomUUID(),
      grantedAtMonotonicMs: lookedAtMs,
      guard,
      leaseUntil,
      settings,
    };
    const done = await waiter.reserve(sql, permit);
    const { windows = [] } = settings;
    // Last, because the calls of all processes wait for it. Windows that were removed count on: they may be set again.
    if (windows.length > 0 || Object.keys(view.windows).length > 0) {
      const { fits, atMs, counts } = await store.countCall(sql, key, { windows, guardMs });
      if (!fits) throw new UsedUp(look, counts);
      permit.countedAtMs = atMs;
      view.windows = counts;
    }
    if (waiter.announced) await store.withdraw(sql, waiter.id);
    waiter.signal?.throwIfAborted();
    return { kind: 'taken', done, ...look };
  }

  /** Adds rows for a raised limit and shortens those from before the clock was set back; returns whether it did. */
  async repair({ view, settings }: Look): Promise<boolean> {
    const { database, store } = this.#deps;
    const { slotsMissing, absurd, windowsAhead } = outlook(view, settings);
    if (slotsMissing) await store.addSlots(database, { key: this.#key, ...settings });
    if (absurd) await store.shortenAbsurd(database, this.#key);
    if (windowsAhead) await database.transaction((sql) => store.shortenWindows(sql, this.#key));
    return slotsMissing || absurd || windowsAhead;
  }
}

/** Undoes the transaction of a permit for which a window has no free call. */
class UsedUp extends Error {
  readonly look: Look;

  constructor(look: Look, windows: WindowCounts) {
    super('A window has no free call');
    this.look = { ...look, view: { ...look.view, windows } };
  }
}
