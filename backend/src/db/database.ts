import { EventEmitter } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient as PostgresClient } from './generated/postgres/client.ts';
import { Prisma, PrismaClient } from './generated/sqlite/client.ts';
import { OneConnectionSqlite } from './oneConnectionSqlite.ts';

export { Prisma };
export type Dialect = 'sqlite' | 'postgres';

/** Statements, inside a transaction or outside of one. */
export interface Sql {
  readonly dialect: Dialect;
  readonly prisma: Prisma.TransactionClient;
  /** Says that events were written; the database's `events` signal follows once they are committed. */
  eventsWritten(): void;
}

export interface Database extends Sql {
  /**
   * Runs `work` in one transaction. Inside nothing but the database may be awaited: on SQLite everybody else waits.
   * On Postgres a deadlock or a serialization conflict runs `work` again (three times at most).
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** `events`: rows were added to the event log by this process. */
  readonly signals: EventEmitter<{ events: [] }>;
  close(): Promise<void>;
}

// On SQLite transactions queue for the one connection; the wait is bounded by the work ahead, not by a clock.
const transactionOptions = { maxWait: 60_000, timeout: 60_000 };
const conflictCode = 'P2034';

/**
 * Opens a database.
 * @param url `file:PATH`, or `postgresql://…`
 */
export async function openDatabase(url: string): Promise<Database> {
  const dialect: Dialect = url.startsWith('file:') ? 'sqlite' : 'postgres';
  const prisma =
    dialect === 'sqlite'
      ? new PrismaClient({ adapter: new OneConnectionSqlite(url) })
      : // The two clients are generated from the same models and differ only in what they send.
        (new PostgresClient({ adapter: new PrismaPg({ connectionString: url, max: 20 }) }) as unknown as PrismaClient);
  await prisma.$connect();

  const signals = new EventEmitter<{ events: [] }>();

  async function runOnce<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    let wroteEvents = false;
    const result = await prisma.$transaction(
      (tx) => work({ dialect, prisma: tx, eventsWritten: () => (wroteEvents = true) }),
      transactionOptions,
    );
    if (wroteEvents) signals.emit('events');
    return result;
  }

  return {
    dialect,
    prisma,
    signals,
    eventsWritten: () => void signals.emit('events'),
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await runOnce(work);
        } catch (error) {
          const conflict = error instanceof Error && 'code' in error && error.code === conflictCode;
          if (!conflict || attempt === 3) throw error;
        }
      }
    },
    close: () => prisma.$disconnect(),
  };
}
