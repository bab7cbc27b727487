import type { Database, Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import type { Clock } from '../platform/clock.ts';

/** Writes progress events, at most three a second. */
export interface Progress {
  /** Call it last in the transaction of each batch. */
  stepped(sql: Sql): Promise<void>;
  /** Writes the events of the batches since the last ones. */
  rest(): Promise<void>;
}

const tellEveryMs = 333;

/** @param events builds the events of the current state */
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
