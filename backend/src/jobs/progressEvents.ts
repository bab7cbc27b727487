import type { Database, Sql } from '../db/database.ts';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import type { Clock } from '../platform/clock.ts';

/** Writes the progress events of a job, at most three a second. */
export interface Progress {
  /** Call it last in the transaction of each batch. */
  stepped(sql: Sql): Promise<void>;
  /** Writes the events of the batches since the last event. */
  rest(): Promise<void>;
}

const everyMs = 333;

/** Starts to write the progress events of a job. @param events builds the events of the current state */
export function progressEvents(
  { database, clock }: { database: Database; clock: Clock },
  events: (sql: Sql) => Promise<NewEvent[]>,
): Progress {
  let writtenAtMs = -Infinity;
  let isPending = false;
  return {
    async stepped(sql) {
      isPending = true;
      if (clock.monotonicMs() - writtenAtMs < everyMs) return;
      writtenAtMs = clock.monotonicMs();
      await appendEvents(sql, await events(sql), clock.now());
      isPending = false;
    },
    async rest() {
      if (!isPending) return;
      isPending = false;
      await database.transaction(async (sql) => appendEvents(sql, await events(sql), clock.now()));
    },
  };
}
