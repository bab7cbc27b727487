import { AsyncResource } from 'node:async_hooks';
import { PermitQueue, renewEveryMs, type Waiter } from './permitQueue.ts';
import { type Look, type PermitDeps, PermitSource, settingsTrustedMs, type Try } from './permitSource.ts';
import { outlook, windowMs } from './permitStore.ts';

const shortestPauseMs = 2;
const refusedPauseMs = 5;
/** A transaction that lasts this long after it took its permit no longer delays the next request. */
const slowAfterMs = 25;
/**
 * Bulk calls of one process begin at least this share of their mean distance apart. Calls that begin together free their
 * slots together, second after second, and a person in between would wait for most of a second.
 */
const bulkSpread = { share: 0.8, mostMs: 150, catchUpMs: 100 };

/** Detects that a request's transaction lasts long after it took its permit. */
interface SlowWatch {
  permitTaken(): void;
  /** Ends the watch; returns whether the transaction was slow. */
  end(): boolean;
}

/** Decides when the store is asked for a permit of one key, and for which of the waiting requests. */
export class PermitTries {
  readonly queue: PermitQueue;
  readonly #source: PermitSource;
  readonly #deps: PermitDeps;
  /** The store is being asked. It is asked for one request at a time, apart from those in `queue.slow`. */
  #isTrying = false;
  /** Counts events that may have freed a permit, so that an older look does not override them. */
  #wakes = 0;
  /** When a permit is due; 0: maybe now. */
  #nextTryAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The next bulk call begins no sooner. */
  #bulkFromMs = 0;

  constructor(key: string, deps: PermitDeps) {
    this.#deps = deps;
    this.#source = new PermitSource(key, deps);
    this.queue = new PermitQueue(key, deps, () => this.wake());
  }

  /** A permit may be free: tries at once. */
  wake(): void {
    this.#wakes += 1;
    this.#nextTryAtMs = 0;
    this.#advance();
  }

  /** A permit came back unused: the next bulk call may begin at once. */
  wakeUnused(): void {
    this.#bulkFromMs = 0;
    this.wake();
  }

  /** Begins the next try if it is due, or sets the timer for it. */
  #advance(): void {
    if (this.#isTrying) return;
    clearTimeout(this.#timer);
    this.queue.renewPeople();
    const first = this.queue.next();
    if (first === undefined) return;
    const nowMs = this.#deps.clock.monotonicMs();
    const spreadMs = first.priority === 'bulk' ? this.#bulkFromMs - nowMs : 0;
    if (spreadMs > 0) {
      this.#timer = setTimeout(() => this.#advance(), Math.ceil(spreadMs));
      return;
    }
    const pauseMs = this.#nextTryAtMs - nowMs;
    if (pauseMs <= 0) return void this.#try(first, false);
    const { shared } = this.#deps.store;
    // Other processes return permits without a message to this one, and limits may have been raised.
    const mostMs = shared ? 100 + Math.random() * 150 : settingsTrustedMs;
    const again = () => {
      // The first request may have left since. A permit taken for it would be lost until its lease ends.
      const waiter = this.queue.next();
      if (waiter !== undefined) void this.#try(waiter, shared);
    };
    this.#timer = setTimeout(again, Math.ceil(Math.min(pauseMs, mostMs)));
  }

  /**
   * Asks the store for a permit, for one request.
   * @param lookFirst looks without a transaction whether there is one
   */
  async #try(waiter: Waiter, lookFirst: boolean): Promise<void> {
    const wakesBefore = this.#wakes;
    this.#isTrying = true;
    waiter.trying = true;
    const slow = this.#watchSlow(waiter);
    try {
      const result = await this.#takeOrLook(waiter, lookFirst, slow.permitTaken);
      if (result.kind === 'no_settings') return await this.queue.leave(waiter, () => waiter.settle(result));
      if (result.kind === 'taken') {
        if (waiter.priority === 'bulk') this.#spreadBulk(result);
        waiter.announced = false;
        void this.queue.leave(waiter, result.done);
        await this.#source.repair(result);
      }
      this.#endBlocked(result);
      const nextTryAtMs = this.#dueAt(result.kind === 'taken', result);
      this.#nextTryAtMs = this.#wakes === wakesBefore ? nextTryAtMs : 0;
      if (result.kind === 'none') await this.queue.keep(waiter);
    } catch (error) {
      this.#nextTryAtMs = 0;
      await this.queue.leave(waiter, () => waiter.reject(error));
    } finally {
      waiter.trying = false;
      // The look of a slow transaction is old, and others may have got no permit because of it.
      if (slow.end()) this.#nextTryAtMs = 0;
      else this.#isTrying = false;
      // SQLite answers within one step of the event loop: many permits in a row would delay their calls.
      setImmediate(() => this.#advance());
    }
  }

  async #takeOrLook(waiter: Waiter, lookFirst: boolean, onTaken: () => void): Promise<Try> {
    const looked = lookFirst ? await this.#source.lookForNone() : null;
    const result = looked ?? (await this.#source.take(waiter, onTaken));
    const isRepaired = result.kind === 'none' && (await this.#source.repair(result));
    return isRepaired ? this.#source.take(waiter, onTaken) : result;
  }

  /** Lets the next request be tried when this one's transaction is slow. SQLite has one connection: no other can be. */
  #watchSlow(waiter: Waiter): SlowWatch {
    const { queue } = this;
    let timer: NodeJS.Timeout | undefined;
    // The timer is set inside the transaction; the next one must not count as a part of it.
    const passOn = AsyncResource.bind(() => {
      queue.slow.add(waiter);
      this.#isTrying = false;
      this.wake();
    });
    return {
      permitTaken: () => {
        if (!this.#deps.store.shared || queue.slow.has(waiter)) return;
        clearTimeout(timer);
        timer = setTimeout(passOn, slowAfterMs);
      },
      end() {
        clearTimeout(timer);
        return queue.slow.delete(waiter);
      },
    };
  }

  #spreadBulk({ settings, lookedAtMs }: Look): void {
    const { share, mostMs, catchUpMs } = bulkSpread;
    const dueMs = Math.max(this.#bulkFromMs, lookedAtMs - catchUpMs);
    this.#bulkFromMs = dueMs + Math.min(mostMs, (share * windowMs) / settings.ratePerSecond);
  }

  /** Ends the requests that would not wait until the block or the used-up window ends which a look has shown. */
  #endBlocked({ settings, view, lookedAtMs }: Look): void {
    const { usedUp } = outlook(view, settings);
    const closedUntilMs = Math.max(view.blockedUntilMs, usedUp?.untilMs ?? 0);
    const forMs = closedUntilMs - view.nowMs;
    if (forMs <= 0) return;
    this.queue.endBefore(lookedAtMs + forMs, {
      at: new Date(this.#deps.clock.now().getTime() + forMs),
      usedUp: usedUp?.untilMs === closedUntilMs ? usedUp.window : null,
    });
  }

  /** Returns when to try next after a look; 0: now. */
  #dueAt(taken: boolean, { settings, view, lookedAtMs }: Look): number {
    const { free: seemFree, nextAtMs } = outlook(view, settings);
    // Permits that slow transactions took seem free until their commit, which wakes this queue.
    const free = Math.max(0, seemFree - this.queue.slow.size);
    if (taken && free > 0) return 0;
    if (free === 0 && seemFree > 0) return lookedAtMs + renewEveryMs;
    if (taken) return lookedAtMs + nextAtMs - view.nowMs;
    // Some seem free but none could be taken: people of other processes wait, or other transactions are taking them.
    const stepBack = view.peopleWaiting > 0 && this.queue.waiters.every(({ priority }) => priority === 'bulk');
    const pauseMs = free === 0 ? nextAtMs - view.nowMs : stepBack ? renewEveryMs : refusedPauseMs;
    return lookedAtMs + Math.max(pauseMs, shortestPauseMs);
  }
}
