import { randomUUID } from 'node:crypto';
import { type Database, Prisma } from '../../db/database.ts';
import { postgresEventChannel } from '../../db/eventLog.ts';
import type { Event } from '../../db/generated/sqlite/client.ts';
import { keepConnection, type KeptConnection } from '../../db/keepConnection.ts';
import { readOrCreateSetting } from '../../db/readOrCreateSetting.ts';
import type { Logger } from '../../platform/logger.ts';

/** An event in its wire format. */
export interface ReadEvent {
  id: number;
  topic: string;
  /** The serialized message, built once for all clients. */
  text: string;
}

/** Reads the event log once for all clients of this process. */
export interface EventReader {
  /** The id of the last event that listeners received. */
  readonly lastId: number;
  /** Identifies the log: ids of another epoch mean nothing. */
  readonly epoch: string;
  /** Reads all events committed so far and passes them to the listeners. */
  catchUp(): Promise<void>;
  /** Returns up to `limit` events after `id` that listeners have received. */
  after(id: number, limit: number): Promise<ReadEvent[]>;
  /** Whether the log still has all events after `id`. */
  has(id: number): Promise<boolean>;
  /** Calls `listener`, which must not throw, with new events in order and without gaps. Returns how to stop. */
  listen(listener: (events: ReadEvent[]) => void): () => void;
  close(): Promise<void>;
}

export interface EventReaderOptions {
  database: Database;
  /** Opens the separate connection that listens on Postgres. */
  databaseUrl: string;
  log: Logger;
  /** How often Postgres is polled even without a notification. */
  pollMs?: number;
}

const batch = 500;

export async function startEventReader(options: EventReaderOptions): Promise<EventReader> {
  const { database, log, pollMs = 5_000 } = options;
  const { prisma } = database;
  const listeners = new Set<(events: ReadEvent[]) => void>();
  const epoch = await readOrCreateSetting(database, 'eventsEpoch', randomUUID);
  let lastId = (await prisma.event.aggregate({ _max: { id: true } }))._max.id ?? 0;
  let closed = false;
  let reading: Promise<void> | null = null;
  let readAgain = false;

  async function readNew(): Promise<void> {
    try {
      do {
        readAgain = false;
        const events = await readEvents(database, { after: lastId, limit: batch });
        const last = events.at(-1);
        if (!last) continue;
        lastId = last.id;
        for (const listener of listeners) listener(events);
        readAgain ||= events.length === batch;
      } while (readAgain && !closed);
    } finally {
      // No await after the last check of `readAgain`: no call is missed.
      reading = null;
    }
  }

  function catchUp(): Promise<void> {
    readAgain = true;
    reading ??= readNew();
    return reading;
  }

  const wake = (): void => {
    if (closed) return;
    // The next signal or poll reads again; clients resume by their last id and miss nothing.
    catchUp().catch((error: unknown) => log.warn({ err: error }, 'the event log could not be read'));
  };

  database.signals.on('events', wake);
  const line = database.dialect === 'postgres' ? listenOnPostgres(options.databaseUrl, wake, log) : null;
  const poll = database.dialect === 'postgres' ? setInterval(wake, pollMs) : null;

  return {
    get lastId() {
      return lastId;
    },
    epoch,
    catchUp,
    after: (id, limit) => readEvents(database, { after: id, upTo: lastId, limit }),
    async has(id) {
      const oldest = (await prisma.event.aggregate({ _min: { id: true } }))._min.id;
      // In an empty log only the last id counts as complete. Pruning keeps the newest event.
      return id <= lastId && (oldest === null ? id === lastId : id >= oldest - 1);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      database.signals.off('events', wake);
      if (poll !== null) clearInterval(poll);
      await line?.end();
      await reading?.catch(() => undefined);
    },
  };
}

async function readEvents(
  { prisma }: Database,
  { after, upTo, limit }: { after: number; upTo?: number; limit: number },
): Promise<ReadEvent[]> {
  const rows = await prisma.$queryRaw<Event[]>`SELECT "id", "topic", "name", "data", "at" FROM "Event"
    WHERE "id" > ${after} ${upTo === undefined ? Prisma.empty : Prisma.sql`AND "id" <= ${upTo}`}
    ORDER BY "id" LIMIT ${limit}`;
  return rows.map(({ id, topic, name, data, at }) => ({
    id,
    topic,
    text: `{"type":"event","id":${id},"topic":${JSON.stringify(topic)},"name":${JSON.stringify(name)},"data":${data},"at":"${at.toISOString()}"}`,
  }));
}

/** Receives notifications of events that other processes wrote. */
const listenOnPostgres = (url: string, notify: () => void, log: Logger): KeptConnection =>
  keepConnection(
    url,
    'for new events',
    async (client) => {
      client.on('notification', notify);
      await client.query(`LISTEN ${postgresEventChannel}`);
      // Events may have been written before LISTEN took effect.
      notify();
    },
    log,
  );
