import { randomUUID } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { postgresEventChannel } from '../db/eventLog.ts';
import { keepConnection, type KeptConnection } from '../db/keepConnection.ts';
import { readOrCreateSetting } from '../db/readOrCreateSetting.ts';
import type { Logger } from '../platform/logger.ts';

/** An event as it goes over the wire. */
export interface ReadEvent {
  id: number;
  topic: string;
  /** The whole message, made once for all who get it. */
  text: string;
}

/** Reads the event log once for all clients of this process. */
export interface EventReader {
  /** The last event that listeners were given. */
  readonly lastId: number;
  /** Changes when the log is another one, so that ids of old say nothing. */
  readonly epoch: string;
  /** Reads what was committed until now; afterwards listeners have it. */
  catchUp(): Promise<void>;
  /** Up to `limit` events after `id`, of those that listeners were given. */
  after(id: number, limit: number): Promise<ReadEvent[]>;
  /** Whether the log still has all events after `id`. */
  has(id: number): Promise<boolean>;
  /** Called with new events, in order, without gaps; must not throw. Returns how to stop. */
  listen(listener: (events: ReadEvent[]) => void): () => void;
  close(): Promise<void>;
}

export interface EventReaderOptions {
  database: Database;
  /** Of the database; Postgres is listened to on a connection of its own. */
  databaseUrl: string;
  log: Logger;
  /** How often Postgres is asked even when nothing was heard. */
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
        const events = await read(lastId, null, batch);
        const last = events.at(-1);
        if (!last) continue;
        lastId = last.id;
        for (const listener of listeners) listener(events);
        readAgain ||= events.length === batch;
      } while (readAgain && !closed);
    } finally {
      // In the same breath as the last look at `readAgain`, so that no call falls between.
      reading = null;
    }
  }

  async function read(after: number, upTo: number | null, limit: number): Promise<ReadEvent[]> {
    const rows = await prisma.event.findMany({
      where: { id: { gt: after, ...(upTo === null ? {} : { lte: upTo }) } },
      orderBy: { id: 'asc' },
      take: limit,
    });
    return rows.map(({ id, topic, name, data, at }) => ({
      id,
      topic,
      text: `{"type":"event","id":${id},"topic":${JSON.stringify(topic)},"name":${JSON.stringify(name)},"data":${data},"at":"${at.toISOString()}"}`,
    }));
  }

  function catchUp(): Promise<void> {
    readAgain = true;
    reading ??= readNew();
    return reading;
  }

  const wake = (): void => {
    if (closed) return;
    // The next signal or poll tries again; clients have their last id and miss nothing.
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
    after: (id, limit) => read(id, lastId, limit),
    async has(id) {
      const oldest = (await prisma.event.aggregate({ _min: { id: true } }))._min.id;
      // A log without rows has lost none only for who has seen the last one. Pruning leaves the newest.
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

/** Hears of events that other processes wrote. */
const listenOnPostgres = (url: string, heard: () => void, log: Logger): KeptConnection =>
  keepConnection(
    url,
    'that tells of new events',
    async (client) => {
      client.on('notification', heard);
      await client.query(`LISTEN ${postgresEventChannel}`);
      // What came while nobody listened.
      heard();
    },
    log,
  );
