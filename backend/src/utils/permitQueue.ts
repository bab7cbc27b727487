import type { Database, Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Acquired, Permit, PermitPriority, PermitSettings } from './permit.ts';
import type { PermitStore } from './permitStore.ts';
import type { RateWindow } from './permitWindow.ts';

/** A request that waits for a permit. */
export interface Waiter {
  readonly id: string;
  readonly priority: PermitPriority;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  readonly settings: (sql: Sql) => Promise<PermitSettings | null>;
  /** Returns the function to call once the transaction is committed. */
  reserve(sql: Sql, permit: Permit): Promise<() => void>;
  settle(outcome: Exclude<Acquired<never>, { kind: 'granted' }>): void;
  reject(reason: unknown): void;
  stopListening(): void;
  timeIsUp: boolean;
  /** The end of a block, or of a window without a free call, that lasts longer than this request would wait. */
  notBefore: { at: Date; usedUp: RateWindow | null } | undefined;
  /** A try for this request is under way. That try also ends the request when its time is over. */
  trying: boolean;
  /** The store has a row for this request, which bulk calls of other processes respect. */
  announced: boolean;
}

/** Waiting people are announced again after this long. */
export const renewEveryMs = 1_000;
/** Limits of slow transactions at a time: each holds a connection. People find a place behind slow bulk calls. */
const mostSlow = { bulk: 2, person: 6 };

/** Requests of this process that wait for permits of one key: people first, then by arrival. */
export class PermitQueue {
  readonly key: string;
  readonly waiters: Waiter[] = [];
  /** Requests whose transaction holds its permit for long. The next try does not wait for their commit. */
  readonly slow = new Set<Waiter>();
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #store: PermitStore;
  readonly #onFreed: () => void;
  #renewedAtMs = 0;

  /** @param onFreed called when a person left the queue whom bulk calls had to respect */
  constructor(
    key: string,
    { database, clock, store }: { database: Database; clock: Clock; store: PermitStore },
    onFreed: () => void,
  ) {
    this.key = key;
    this.#database = database;
    this.#clock = clock;
    this.#store = store;
    this.#onFreed = onFreed;
  }

  add(waiter: Waiter): void {
    const behind = this.waiters.findIndex((other) => waiter.priority === 'person' && other.priority === 'bulk');
    this.waiters.splice(behind === -1 ? this.waiters.length : behind, 0, waiter);
  }

  /** The request that the next try is for; undefined when none may be tried. */
  next(): Waiter | undefined {
    const next = this.waiters.find((waiter) => !this.slow.has(waiter));
    return next !== undefined && this.slow.size < mostSlow[next.priority] ? next : undefined;
  }

  /** Ends the requests that would not wait until a block or a used-up window ends. */
  endBefore(untilMs: number, notBefore: NonNullable<Waiter['notBefore']>): void {
    for (const waiter of this.waiters.filter(({ deadlineMs }) => deadlineMs < untilMs)) {
      waiter.notBefore = notBefore;
      if (!waiter.trying) void this.leaveIfOver(waiter);
    }
  }

  /** Keeps a request that got no permit, unless its time is over, and announces the people who stay. */
  async keep(waiter: Waiter): Promise<void> {
    await this.leaveIfOver(waiter);
    const people = this.waiters.filter(({ priority, announced }) => priority === 'person' && !announced);
    if (people.length === 0) return;
    for (const person of people) person.trying = true;
    try {
      const ids = people.map(({ id }) => id);
      await this.#store.announce(this.#database, this.key, ids);
      for (const person of people) person.announced = true;
    } finally {
      for (const person of people) {
        person.trying = false;
        await this.leaveIfOver(person);
      }
    }
  }

  async leaveIfOver(waiter: Waiter): Promise<void> {
    const { signal, notBefore, timeIsUp } = waiter;
    if (signal?.aborted) return this.leave(waiter, () => waiter.reject(signal.reason));
    if (notBefore !== undefined) {
      return this.leave(waiter, () => waiter.settle({ kind: 'not_before', ...notBefore }));
    }
    if (timeIsUp) return this.leave(waiter, () => waiter.settle({ kind: 'timeout' }));
  }

  /** Removes a request from the queue, then from the database, and then settles it. */
  async leave(waiter: Waiter, settle: () => void): Promise<void> {
    const place = this.waiters.indexOf(waiter);
    if (place === -1) return;
    this.waiters.splice(place, 1);
    waiter.stopListening();
    if (waiter.announced) {
      // A row that stays expires by itself.
      await this.#store.withdraw(this.#database, waiter.id).catch(() => undefined);
      this.#onFreed();
    }
    settle();
  }

  /** Extends the rows of announced people. */
  renewPeople(): void {
    const ids = this.waiters.filter(({ announced }) => announced).map(({ id }) => id);
    const nowMs = this.#clock.monotonicMs();
    if (ids.length === 0 || nowMs - this.#renewedAtMs < renewEveryMs) return;
    this.#renewedAtMs = nowMs;
    // Without it they lose their precedence, nothing else. A database that is away shows in the tries.
    this.#store.renew(this.#database, ids).catch(() => undefined);
  }
}
