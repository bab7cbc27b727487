import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { databaseFault } from './databaseFault.ts';
import { PrismaClient as PostgresClient } from './generated/postgres/client.ts';
import { Prisma, PrismaClient } from './generated/sqlite/client.ts';
import { OneConnectionSqlite } from './oneConnectionSqlite.ts';
import { inUtc } from './inUtc.ts';
import { scanThread } from './scanThread.ts';
import { unusableDatabase } from './unusableDatabase.ts';

export { Prisma };
export type Dialect = 'sqlite' | 'postgres';

/** Runs statements, inside or outside a transaction. */
export interface Sql {
  readonly dialect: Dialect;
  readonly prisma: Prisma.TransactionClient;
  /** Call after writing events. The database emits its `events` signal once they are committed. */
  eventsWritten(): void;
}

export interface Database extends Sql {
  /**
   * Runs `work` in one transaction. Inside, await only the database, because on SQLite all other statements wait.
   * On Postgres a deadlock or a serialization conflict runs `work` again after a short pause, at most three times in total.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Runs a statement that may read a whole table (count, estimate, export, recount). On SQLite it runs on a read-only
   * connection in a separate thread, so that no other statement waits. It sees committed rows only.
   */
  scan<T>(query: Prisma.Sql): Promise<T[]>;
  /** `events`: this process added rows to the event log. */
  readonly signals: EventEmitter<{ events: [] }>;
  close(): Promise<void>;
}

// On SQLite, transactions queue for the one connection, so the wait depends on the work ahead.
const transactionOptions = { maxWait: 60_000, timeout: 60_000 };
const transactionTries = 3;
/** Before a conflict's next try. A rerun at once can take a row before the transaction that waits for it wakes up. */
const conflictPauseMs = { min: 20, max: 100 };
/** The other formats take a stack trace for every statement. */
const errorFormat = 'minimal' as const;
const closedMessage = 'The database is closed.';
const postgresPool = {
  max: 20,
  /** The limit for connecting and for getting a pooled connection. By default both wait without limit. */
  connectionTimeoutMillis: 15_000,
  keepAlive: true,
};

/**
 * Opens a database.
 * @param url `file:PATH`, or `postgresql://…`
 * @throws UnusableDatabaseError with the cause and the next step, when the database can't be used
 */
export async function openDatabase(url: string): Promise<Database> {
  const dialect: Dialect = url.startsWith('file:') ? 'sqlite' : 'postgres';
  const transactions = new AsyncLocalStorage<{ open: boolean }>();

  function mustBeOutside(): void {
    if (transactions.getStore()?.open) {
      throw new Error(
        'Inside a transaction, use its `sql` parameter: this statement would wait for the transaction without end.',
      );
    }
  }

  const { prisma, scanner } = clientsOf(url, dialect);
  try {
    await prisma.$queryRaw`SELECT 1`;
  } catch (error) {
    await prisma.$disconnect();
    throw unusableDatabase(error, url);
  }

  const signals = new EventEmitter<{ events: [] }>();
  let closed = false;

  async function runOnce<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    let wroteEvents = false;
    const result = await prisma.$transaction(async (tx) => {
      const transaction = { open: true };
      try {
        return await transactions.run(transaction, () =>
          work({ dialect, prisma: tx, eventsWritten: () => (wroteEvents = true) }),
        );
      } finally {
        transaction.open = false;
      }
    }, transactionOptions);
    if (wroteEvents) signals.emit('events');
    return result;
  }

  return {
    dialect,
    // Checked here, not when the statement is sent: Prisma batches the reads of one event loop turn and sends them in the
    // async context of the first read, which may belong to another transaction.
    get prisma() {
      mustBeOutside();
      return prisma;
    },
    signals,
    eventsWritten: () => void signals.emit('events'),
    async transaction(work) {
      mustBeOutside();
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await runOnce(work);
        } catch (error) {
          if (databaseFault(error) !== 'conflict' || attempt === transactionTries) throw error;
          // Random, so that two transactions that failed together don't start together again.
          await sleep(conflictPauseMs.min + Math.random() * (conflictPauseMs.max - conflictPauseMs.min));
        }
      }
    },
    async scan(query) {
      mustBeOutside();
      if (closed) throw new Error(closedMessage);
      return scanner.$queryRaw(query);
    },
    async close() {
      closed = true;
      if (scanner !== prisma) await scanner.$disconnect();
      await prisma.$disconnect();
      // Otherwise Node copies this storage's state to each later promise of the process.
      transactions.disable();
    },
  };
}

/** Creates the client of all statements, and the client of scans. */
function clientsOf(url: string, dialect: Dialect): { prisma: PrismaClient; scanner: PrismaClient } {
  if (dialect === 'postgres') {
    const adapter = connectOnce(new PrismaPg({ connectionString: inUtc(url), ...postgresPool }));
    // Both clients are generated from the same models and differ only in the SQL that they send.
    const prisma = new PostgresClient({ adapter, errorFormat }) as unknown as PrismaClient;
    return { prisma, scanner: prisma };
  }
  const prisma = new PrismaClient({ adapter: connectOnce(new OneConnectionSqlite(url)), errorFormat });
  // A second connection to `:memory:` would open another database.
  const scanner = url.includes(':memory:')
    ? prisma
    : new PrismaClient({ adapter: connectOnce(scanThread(url)), errorFormat });
  return { prisma, scanner };
}

/** Refuses a second connection. After `$disconnect`, Prisma would reconnect for a late statement while another process may own the data. */
function connectOnce(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  let connected = false;
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      if (connected) throw new Error(closedMessage);
      connected = true;
      return factory.connect();
    },
  };
}
