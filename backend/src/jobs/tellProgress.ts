import type { Database, Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import type { Clock } from '../platform/clock.ts';

/** Progress that is told a few times a second at most, however fast it goes. */
export interface Progress {
  /** To be called last in the transaction of each step. */
  stepped(sql: Sql): Promise<void>;
  /** Tells what no step told yet. */
  rest(): Promise<void>;
}

const tellEveryMs = 333;

/** @param events what tells of the state that things are in now */
export function tellProgress(
  { database, clock }: { database: Database; clock: Clock },
  events: (sql: Sql) => Promise<NewEvent[]>,
): Progress {
  let toldMs = -Infinity;
  let owes = false;
  return {
    async stepped(sql) {
      owes = true;
      if (clock.monotonicMs() - toldMs < tellEveryMs) return;
      toldMs = clock.monotonicMs();
      await appendEvents(sql, await events(sql), clock.now());
      owes = false;
    },
    async rest() {
      if (!owes) return;
      owes = false;
      await database.transaction(async (sql) => appendEvents(sql, await events(sql), clock.now()));
    },
  };
}
