import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Database, Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import { type Guard, permitGuard } from './permitGuard.ts';
import { longestLeaseMs, outlook, type HeldSlots, type PermitStore, type PermitView, windowMs } from './permitStore.ts';
import { postgresPermitStore } from './postgresPermitStore.ts';
import { sqlitePermitStore } from './sqlitePermitStore.ts';

/** People go before bulk; within each, first come, first served. */
export type PermitPriority = 'person' | 'bulk';

/** The right to send one call now. */
export interface Permit extends HeldSlots {
  /** Unlike any other permit's, ever. */
  fence: string;
  grantedAtMonotonicMs: number;
  guard: Guard;
  /** By then the call has to be over: its place among those in flight is given away. */
  leaseUntil: Date;
  /** As they were read in the transaction that took it. */
  settings: PermitSettings;
}

/** Whole numbers, read with each permit. A lease is longer than any call can take, and at most two minutes. */
export interface PermitSettings {
  ratePerSecond: number;
  maxConcurrent: number;
  leaseMs: number;
}

export type Acquired<T> =
  | { kind: 'granted'; permit: Permit; reserved: T }
  /** Blocked (see `block`) for longer than the caller would wait. */
  | { kind: 'not_before'; at: Date }
  | { kind: 'timeout' }
  /** `settings` knows nothing of the key. */
  | { kind: 'no_settings' };

export interface AcquireOptions<T> {
  priority: PermitPriority;
  /** 0: now or not at all. */
  waitMs: number;
  signal?: AbortSignal | undefined;
  settings: (sql: Sql) => Promise<PermitSettings | null>;
  /**
   * Runs in the permit's transaction; when it throws, the permit is not consumed and `acquire` rejects with its error.
   * A conflict in the database may run it again, with another permit.
   */
  reserve: (sql: Sql, permit: Permit) => Promise<T>;
}

export interface PermitStats {
  /** People of all processes, and bulk calls of this one. */
  waiting: number;
  inFlight: number;
  /** When the limits allow another call; null: now. Leases count with their end, though most are given back before. */
  nextPermitAt: Date | null;
  blockedUntil: Date | null;
}

/** A provider asked everybody to wait. */
export interface PermitBlocked {
  key: string;
  forMs: number;
  until: Date;
}

interface Waiter {
  readonly id: string;
  readonly priority: PermitPriority;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  readonly settings: (sql: Sql) => Promise<PermitSettings | null>;
  /** Gives what is to be called once the transaction is committed. */
  reserve(sql: Sql, permit: Permit): Promise<() => void>;
  settle(outcome: Exclude<Acquired<never>, { kind: 'granted' }>): void;
  reject(reason: unknown): void;
  stopListening(): void;
  timeIsUp: boolean;
  /** Set when the key is blocked for longer than this waiter would wait. */
  notBefore: Date | undefined;
  /** The database is being asked for it: whoever does so ends it, too, when its time is over. */
  trying: boolean;
  /** Has a row that bulk calls of other processes heed. */
  announced: boolean;
}

interface Queue {
  readonly key: string;
  /** People first, then by arrival. */
  readonly waiters: Waiter[];
  /** The database is being asked, for one waiter at a time; see `slow`. */
  trying: boolean;
  /** Waiters whose transaction holds its permit for long: the next one does not wait for their commit. */
  readonly slow: Set<Waiter>;
  /** Grows with whatever may have freed a permit, so that an older look doesn't override it. */
  news: number;
  /** When a permit is due; 0: maybe now. */
  nextTryAtMs: number;
  timer: NodeJS.Timeout | undefined;
  lastLimits: { settings: PermitSettings; readAtMs: number } | undefined;
  renewedAtMs: number;
}

interface Look {
  settings: PermitSettings;
  view: PermitView;
  lookedAtMs: number;
}

/** Whether a waiter's transaction still goes on long after it took its permit. */
interface Slowness {
  permitTaken(): void;
  /** To be called at the end; gives whether it was slow. */
  over(): boolean;
}

type Try = ({ kind: 'taken'; done: () => void } & Look) | ({ kind: 'none' } & Look) | { kind: 'no_settings' };

const renewEveryMs = 1_000;
/** Settings older than this are read again even if no permit seems to be free. */
const settingsTrustedMs = 1_000;
const shortestPauseMs = 2;
const refusedPauseMs = 5;
/**
 * A transaction that is not over this long after it took its permit no longer holds up who comes behind it. Each has a
 * connection, so there are bounds; people find a place behind slow bulk calls.
 */
const slow = { afterMs: 25, mostBulk: 2, most: 6 };
/**
 * Bulk calls of one process begin at least this share of their mean distance apart. In one go they would free their
 * slots in one go, second after second, and a person in between would wait for most of a second.
 */
const bulkSpread = { share: 0.8, mostMs: 150, catchUpMs: 100 };

/**
 * Keeps calls within a rate and a number in flight, counted at the provider: in no sliding second more than the rate, at
 * no instant more than the cap, over all processes on one database, across kills and restarts.
 *
 * A key with the rate R has R rate slots, each busy for one second and a guard (see `permitGuard`) from its grant, and as
 * many leases as may be in flight. The guard outlasts the way from grant to provider; `isFresh` keeps calls from being
 * sent that took longer. Once a call has ended it is known when it was sent, and `release` cuts the guard to the rest of
 * the way. Waiting requests queue in this process; for one of them at a time the database is asked, when a permit is due.
 * Once that one has its permit and only its transaction takes long, the next one's turn begins: permits go in order.
 */
export class QueuedRateLimiter {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #store: PermitStore;
  readonly #guard = permitGuard();
  readonly #queues = new Map<string, Queue>();
  readonly #sentAtMs = new WeakMap<Permit, number>();
  /** By the monotonic clock. */
  readonly #blocks = new Map<string, { untilMs: number; writtenAtMs: number }>();
  readonly #bulkFromMs = new Map<string, number>();

  constructor({ database, clock, store }: { database: Database; clock: Clock; store?: PermitStore }) {
    this.#database = database;
    this.#clock = clock;
    this.#store = store ?? (database.dialect === 'sqlite' ? sqlitePermitStore(clock) : postgresPermitStore());
  }

  /**
   * Call once before the first `acquire`: a call may have been sent that the database doesn't know of any more (power was
   * lost), so every rate slot counts as just used.
   */
  async prepareAtStart(keys: { key: string; settings: PermitSettings }[]): Promise<void> {
    await this.#store.forgetSilent(this.#database);
    for (const { key, settings } of keys) {
      await this.#store.addSlots(this.#database, { key, ...checked(settings) });
      await this.#store.shortenAbsurd(this.#database, key);
      await this.#store.useAllRates(this.#database, key);
    }
  }

  /**
   * Waits for a permit to send one call.
   * @param key who is called: a provider's id
   * @throws the signal's reason when it was aborted before the permit was there; whatever `settings` or `reserve` throw
   */
  async acquire<T>(key: string, options: AcquireOptions<T>): Promise<Acquired<T>> {
    const { priority, waitMs, signal, settings, reserve } = options;
    signal?.throwIfAborted();
    return new Promise<Acquired<T>>((resolve, reject) => {
      const queue = this.#queue(key);
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
      const onOver = () => void (waiter.trying || this.#leaveIfOver(queue, waiter));
      const deadline = setTimeout(() => {
        waiter.timeIsUp = true;
        onOver();
      }, waitMs);
      signal?.addEventListener('abort', onOver, { once: true });

      const behind = queue.waiters.findIndex((other) => priority === 'person' && other.priority === 'bulk');
      queue.waiters.splice(behind === -1 ? queue.waiters.length : behind, 0, waiter);
      // Nothing is known of a key that nobody waited for; and that a person waits has to be told to all.
      if (queue.waiters.length === 1 || priority === 'person') this.#wake(key);
    });
  }

  /**
   * Whether the call may go out: ask right before it is written to the wire. If not, `giveBack` the permit and acquire
   * another: it took so long since the grant that the guard may not last, or the key was blocked meanwhile.
   */
  isFresh(permit: Permit): boolean {
    const nowMs = this.#clock.monotonicMs();
    const delayMs = nowMs - permit.grantedAtMonotonicMs;
    this.#guard.note(delayMs);
    if (delayMs >= permit.guard.localShareMs || this.#blockedSince(permit, nowMs)) return false;
    this.#sentAtMs.set(permit, nowMs);
    return true;
  }

  /** The call was never sent: its permit is free for another. */
  async giveBack(permit: Permit): Promise<void> {
    await this.#store.giveBack(this.#database, permit);
    this.#bulkFromMs.delete(permit.key);
    this.#wake(permit.key);
  }

  /**
   * The call ended. Not told (the database is away, the process died), its lease runs out by itself.
   * @param aborted by us: the provider hears of it a moment later, so its place in flight is kept that long
   */
  async release(permit: Permit, { aborted = false }: { aborted?: boolean } = {}): Promise<void> {
    const sentAtMs = this.#sentAtMs.get(permit);
    const unusedShareMs =
      sentAtMs === undefined ? 0 : permit.guard.localShareMs - (sentAtMs - permit.grantedAtMonotonicMs);
    await this.#store.release(this.#database, permit, {
      leaseLingersMs: aborted ? permit.guard.wireShareMs : 0,
      rateShorterByMs: Math.max(0, Math.floor(unusedShareMs)),
    });
    this.#wake(permit.key);
  }

  /** Nobody gets a permit before `until` (a 429 with its Retry-After); it is never moved to an earlier time. */
  async block(key: string, until: Date): Promise<void> {
    const forMs = until.getTime() - this.#clock.now().getTime();
    if (forMs <= 0) return;
    const untilMs = Math.max(this.#clock.monotonicMs() + forMs, this.#blocks.get(key)?.untilMs ?? 0);
    this.#blocks.set(key, { untilMs, writtenAtMs: Infinity });
    await this.#store.block(this.#database, key, forMs);
    this.#blocks.set(key, { untilMs, writtenAtMs: this.#clock.monotonicMs() });
    this.#wake(key);
  }

  /** The keys that are blocked, as this moment's transaction sees them. */
  async blocks(sql: Sql): Promise<PermitBlocked[]> {
    const blocks = await this.#store.blocks(sql);
    return blocks.map(({ key, forMs }) => ({ key, forMs, until: new Date(this.#clock.now().getTime() + forMs) }));
  }

  /** Lifts a block. */
  async unblock(key: string): Promise<void> {
    await this.#store.unblock(this.#database, key);
    this.#blocks.delete(key);
    this.#wake(key);
  }

  /** Whether a block came after the permit. Of later permits the database knew it, and whether somebody lifted it. */
  #blockedSince(permit: Permit, nowMs: number): boolean {
    const block = this.#blocks.get(permit.key);
    return block !== undefined && nowMs < block.untilMs && permit.grantedAtMonotonicMs <= block.writtenAtMs;
  }

  async stats(key: string, settings: PermitSettings): Promise<PermitStats> {
    const view = await this.#store.view(this.#database, key);
    const { nextAtMs, leasesBusy } = outlook(view, settings);
    const date = (atMs: number) =>
      atMs > view.nowMs ? new Date(this.#clock.now().getTime() + atMs - view.nowMs) : null;
    const bulkHere = this.#queues.get(key)?.waiters.filter(({ priority }) => priority === 'bulk').length ?? 0;
    return {
      waiting: view.peopleWaiting + bulkHere,
      inFlight: leasesBusy,
      nextPermitAt: date(nextAtMs),
      blockedUntil: date(view.blockedUntilMs),
    };
  }

  #queue(key: string): Queue {
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const queue: Queue = {
      key,
      waiters: [],
      trying: false,
      slow: new Set(),
      news: 0,
      nextTryAtMs: 0,
      timer: undefined,
      lastLimits: undefined,
      renewedAtMs: 0,
    };
    this.#queues.set(key, queue);
    return queue;
  }

  #wake(key: string): void {
    const queue = this.#queues.get(key);
    if (queue === undefined) return;
    queue.news += 1;
    queue.nextTryAtMs = 0;
    this.#advance(queue);
  }

  /** Begins the next try if it is due, or sets the timer for it. */
  #advance(queue: Queue): void {
    if (queue.trying) return;
    clearTimeout(queue.timer);
    if (queue.waiters.length === 0) {
      if (this.#queues.get(queue.key) === queue) this.#queues.delete(queue.key);
      return;
    }
    this.#renewPeople(queue);
    const first = nextWaiter(queue);
    if (first === undefined) return;
    const nowMs = this.#clock.monotonicMs();
    const spreadMs = first.priority === 'bulk' ? (this.#bulkFromMs.get(queue.key) ?? 0) - nowMs : 0;
    if (spreadMs > 0) {
      queue.timer = setTimeout(() => this.#advance(queue), Math.ceil(spreadMs));
      return;
    }
    const pauseMs = queue.nextTryAtMs - nowMs;
    if (pauseMs <= 0) return void this.#try(queue, first, false);
    // Other processes give back without a word to us; and limits may have been raised.
    const mostMs = this.#store.shared ? 100 + Math.random() * 150 : settingsTrustedMs;
    const again = () => void this.#try(queue, nextWaiter(queue) ?? first, this.#store.shared);
    queue.timer = setTimeout(again, Math.ceil(Math.min(pauseMs, mostMs)));
  }

  /**
   * Asks the database for a permit, for one waiter.
   * @param lookFirst looks without a transaction whether there is one
   */
  async #try(queue: Queue, waiter: Waiter, lookFirst: boolean): Promise<void> {
    const newsBefore = queue.news;
    queue.trying = true;
    waiter.trying = true;
    const slowness = this.#slowness(queue, waiter);
    try {
      let result = (lookFirst ? await this.#lookForNone(queue) : null) ?? (await this.#take(queue, waiter, slowness));
      if (result.kind === 'none' && (await this.#mend(queue, result))) {
        result = await this.#take(queue, waiter, slowness);
      }
      if (result.kind === 'no_settings') return await this.#leave(queue, waiter, () => waiter.settle(result));
      if (result.kind === 'taken') {
        if (waiter.priority === 'bulk') this.#spreadBulk(queue.key, result);
        waiter.announced = false;
        void this.#leave(queue, waiter, result.done);
        await this.#mend(queue, result);
      }
      const nextTryAtMs = this.#heed(queue, result.kind === 'taken', result);
      queue.nextTryAtMs = queue.news === newsBefore ? nextTryAtMs : 0;
      if (result.kind === 'none') await this.#waitOn(queue, waiter);
    } catch (error) {
      queue.nextTryAtMs = 0;
      await this.#leave(queue, waiter, () => waiter.reject(error));
    } finally {
      waiter.trying = false;
      // Of a slow one the look is old, and others may have been turned away because of it.
      if (slowness.over()) queue.nextTryAtMs = 0;
      else queue.trying = false;
      // SQLite answers without a turn of the event loop: many permits in a row would keep their calls off the wire.
      setImmediate(() => this.#advance(queue));
    }
  }

  /** Lets the next waiter's turn begin when this one's transaction takes long. On one connection there is no other. */
  #slowness(queue: Queue, waiter: Waiter): Slowness {
    let timer: NodeJS.Timeout | undefined;
    // The timer is set inside the transaction, and the next one's must not count as a part of it.
    const passOn = AsyncResource.bind(() => {
      queue.slow.add(waiter);
      queue.trying = false;
      this.#wake(queue.key);
    });
    return {
      permitTaken: () => {
        if (!this.#store.shared || queue.slow.has(waiter)) return;
        clearTimeout(timer);
        timer = setTimeout(passOn, slow.afterMs);
      },
      over() {
        clearTimeout(timer);
        return queue.slow.delete(waiter);
      },
    };
  }

  #spreadBulk(key: string, { settings, lookedAtMs }: Look): void {
    const { share, mostMs, catchUpMs } = bulkSpread;
    const dueMs = Math.max(this.#bulkFromMs.get(key) ?? 0, lookedAtMs - catchUpMs);
    this.#bulkFromMs.set(key, dueMs + Math.min(mostMs, (share * windowMs) / settings.ratePerSecond));
  }

  async #lookForNone(queue: Queue): Promise<Try | null> {
    const lookedAtMs = this.#clock.monotonicMs();
    if (queue.lastLimits === undefined || lookedAtMs - queue.lastLimits.readAtMs > settingsTrustedMs) return null;
    const { settings } = queue.lastLimits;
    const view = await this.#store.view(this.#database, queue.key);
    return outlook(view, settings).free > 0 ? null : { kind: 'none', settings, view, lookedAtMs };
  }

  #take(queue: Queue, waiter: Waiter, slowness: Slowness): Promise<Try> {
    const { key } = queue;
    return this.#database.transaction(async (sql): Promise<Try> => {
      const read = await waiter.settings(sql);
      if (read === null) return { kind: 'no_settings' };
      const settings = checked(read);
      const guard = this.#guard.current();
      const lookedAtMs = this.#clock.monotonicMs();
      const leaseUntil = new Date(this.#clock.now().getTime() + settings.leaseMs);
      queue.lastLimits = { settings, readAtMs: lookedAtMs };
      const { taken, view } = await this.#store.take(sql, {
        key,
        ...settings,
        rateBusyMs: windowMs + guard.localShareMs + guard.wireShareMs,
        afterPeople: waiter.priority === 'bulk',
      });
      if (taken === null) return { kind: 'none', settings, view, lookedAtMs };
      slowness.permitTaken();
      const done = await waiter.reserve(sql, {
        key,
        ...taken,
        fence: randomUUID(),
        grantedAtMonotonicMs: lookedAtMs,
        guard,
        leaseUntil,
        settings,
      });
      if (waiter.announced) await this.#store.withdraw(sql, waiter.id);
      waiter.signal?.throwIfAborted();
      return { kind: 'taken', done, settings, view, lookedAtMs };
    });
  }

  /** Adds rows for a raised limit, and cuts down those from before the clock was set back; gives whether it did. */
  async #mend(queue: Queue, { view, settings }: Look): Promise<boolean> {
    const { slotsMissing, absurd } = outlook(view, settings);
    if (slotsMissing) await this.#store.addSlots(this.#database, { key: queue.key, ...settings });
    if (absurd) await this.#store.shortenAbsurd(this.#database, queue.key);
    return slotsMissing || absurd;
  }

  /** Draws what follows from a look at the key: answers who can't wait so long, gives when to try next (0: now). */
  #heed(queue: Queue, taken: boolean, { settings, view, lookedAtMs }: Look): number {
    const { free: seemFree, nextAtMs } = outlook(view, settings);
    // What slow transactions took seems free until they commit; they tell when they are over.
    const free = Math.max(0, seemFree - queue.slow.size);
    const blockedForMs = view.blockedUntilMs - view.nowMs;
    if (blockedForMs > 0) {
      const at = new Date(this.#clock.now().getTime() + blockedForMs);
      for (const waiter of queue.waiters.filter(({ deadlineMs }) => deadlineMs < lookedAtMs + blockedForMs)) {
        waiter.notBefore = at;
        if (!waiter.trying) void this.#leaveIfOver(queue, waiter);
      }
    }
    if (taken && free > 0) return 0;
    if (free === 0 && seemFree > 0) return lookedAtMs + renewEveryMs;
    if (taken) return lookedAtMs + nextAtMs - view.nowMs;
    // There seem to be free ones but none was to be had: people wait elsewhere, or others are about to take them.
    const stepBack = view.peopleWaiting > 0 && queue.waiters.every(({ priority }) => priority === 'bulk');
    const pauseMs = free === 0 ? nextAtMs - view.nowMs : stepBack ? renewEveryMs : refusedPauseMs;
    return lookedAtMs + Math.max(pauseMs, shortestPauseMs);
  }

  /** Nothing was to be had: the waiter stays, unless its time is over, and people who stay are made known to all. */
  async #waitOn(queue: Queue, waiter: Waiter): Promise<void> {
    await this.#leaveIfOver(queue, waiter);
    const people = queue.waiters.filter(({ priority, announced }) => priority === 'person' && !announced);
    if (people.length === 0) return;
    for (const person of people) person.trying = true;
    try {
      await this.#store.announce(
        this.#database,
        queue.key,
        people.map(({ id }) => id),
      );
      for (const person of people) person.announced = true;
    } finally {
      for (const person of people) {
        person.trying = false;
        await this.#leaveIfOver(queue, person);
      }
    }
  }

  async #leaveIfOver(queue: Queue, waiter: Waiter): Promise<void> {
    const { signal, notBefore, timeIsUp } = waiter;
    if (signal?.aborted) return this.#leave(queue, waiter, () => waiter.reject(signal.reason));
    if (notBefore !== undefined) {
      return this.#leave(queue, waiter, () => waiter.settle({ kind: 'not_before', at: notBefore }));
    }
    if (timeIsUp) return this.#leave(queue, waiter, () => waiter.settle({ kind: 'timeout' }));
  }

  /** Takes a waiter out of the queue, then out of the database, and then tells it. */
  async #leave(queue: Queue, waiter: Waiter, settle: () => void): Promise<void> {
    const place = queue.waiters.indexOf(waiter);
    if (place === -1) return;
    queue.waiters.splice(place, 1);
    waiter.stopListening();
    if (waiter.announced) {
      // Not gone, the row ends by itself.
      await this.#store.withdraw(this.#database, waiter.id).catch(() => undefined);
      this.#wake(queue.key);
    }
    settle();
  }

  #renewPeople(queue: Queue): void {
    const ids = queue.waiters.filter(({ announced }) => announced).map(({ id }) => id);
    const nowMs = this.#clock.monotonicMs();
    if (ids.length === 0 || nowMs - queue.renewedAtMs < renewEveryMs) return;
    queue.renewedAtMs = nowMs;
    // Not renewed, they lose their precedence, nothing else; a database that is away shows in the tries.
    this.#store.renew(this.#database, ids).catch(() => undefined);
  }
}

/** Who is next to be asked for, if anybody may be. */
function nextWaiter({ waiters, slow: pending }: Queue): Waiter | undefined {
  const next = waiters.find((waiter) => !pending.has(waiter));
  const most = next?.priority === 'bulk' ? slow.mostBulk : slow.most;
  return pending.size < most ? next : undefined;
}

function checked(settings: PermitSettings): PermitSettings {
  const { ratePerSecond, maxConcurrent, leaseMs } = settings;
  if (!(
    Number.isInteger(ratePerSecond) &&
    ratePerSecond >= 1 &&
    Number.isInteger(maxConcurrent) &&
    maxConcurrent >= 1
  )) {
    throw new RangeError(`A rate and a cap are whole numbers from 1, not ${ratePerSecond} and ${maxConcurrent}.`);
  }
  if (!(leaseMs > 0 && leaseMs <= longestLeaseMs)) {
    throw new RangeError(`A lease lasts between 1 and ${longestLeaseMs} ms, not ${leaseMs}.`);
  }
  return settings;
}
