import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';

export interface Slots {
  /**
   * Runs a lookup in a slot.
   * @param options `person`: a person waits, so the lookup goes ahead of bulk work
   */
  run<T>(lookUp: () => Promise<T>, options: { person: boolean }): Promise<T>;
}

/** The limit of concurrent lookups that are answered soon, and the number of slots that is reserved for people. */
const mostQuick = 64;
const keptForPeople = 4;
/** The limit of further lookups, of name servers that are slow or don't answer. */
const mostSlow = 256;

/**
 * Limits concurrent lookups. One that takes longer than `slowAfterMs` gives its slot to the next one, so that domains whose
 * name servers don't answer hold up no others.
 */
export function createSlots(slowAfterMs: number): Slots {
  const all = new PQueue({ concurrency: mostQuick });
  const bulk = new PQueue({ concurrency: mostQuick - keptForPeople });
  let slow = 0;

  /** Begins a lookup. Resolves when its slot is free again, with the lookup's own promise. */
  async function begin<T>(lookUp: () => Promise<T>): Promise<{ result: Promise<T> }> {
    const result = lookUp();
    const settled = result.then(
      () => true,
      () => true,
    );
    const timer = new AbortController();
    const isSettled = await Promise.race([
      settled,
      delay(slowAfterMs, false, { signal: timer.signal }).catch(() => false),
    ]);
    timer.abort();
    if (isSettled) return { result };
    if (slow >= mostSlow) await settled;
    else {
      slow += 1;
      void settled.then(() => (slow -= 1));
    }
    return { result };
  }

  return {
    async run(lookUp, { person }) {
      const begun = person
        ? await all.add(() => begin(lookUp), { priority: 1 })
        : await bulk.add(() => all.add(() => begin(lookUp)));
      return begun.result;
    },
  };
}
