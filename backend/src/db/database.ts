import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
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
  /**
   * Reads with a statement that may walk a whole table (count, estimate, export, recount), so that on SQLite nobody
   * waits for it: it runs on a read-only connection in a thread of its own and sees what is committed.
   */
  scan<T>(query: Prisma.Sql): Promise<T[]>;
  /** `events`: rows were added to the event log by this process. */
  readonly signals: EventEmitter<{ events: [] }>;
  close(): Promise<void>;
}

// On SQLite transactions queue for the one connection; the wait is bounded by the work ahead, not by a clock.
const transactionOptions = { maxWait: 60_000, timeout: 60_000 };
const triesOfTransaction = 3;
const closedMessage = 'The database is closed.';
const postgresPool = {
  max: 20,
  /** For a connection to the server, or for a free one of the pool; without it both wait for ever. */
  connectionTimeoutMillis: 15_000,
  keepAlive: true,
};

/**
 * Opens a database.
 * @param url `file:PATH`, or `postgresql://…`
 * @throws UnusableDatabaseError with a sentence for the person, when it can't be used as it is
 */
export async function openDatabase(url: string): Promise<Database> {
  const dialect: Dialect = url.startsWith('file:') ? 'sqlite' : 'postgres';
  const transactions = new AsyncLocalStorage<{ open: boolean }>();

  function mustBeOutside(): void {
    if (transactions.getStore()?.open) {
      throw new Error(
        'Inside a transaction use the `sql` that it was given: this statement would wait for it for ever.',
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
    // Checked here and not where the statement is sent: Prisma gathers what is read in one turn of the event loop and
    // sends it in the context of the first, which may be somebody else's transaction.
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
          if (databaseFault(error) !== 'conflict' || attempt === triesOfTransaction) throw error;
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
    },
  };
}

/** The client of all statements, and the one of scans. */
function clientsOf(url: string, dialect: Dialect): { prisma: PrismaClient; scanner: PrismaClient } {
  if (dialect === 'postgres') {
    const adapter = connectOnce(new PrismaPg({ connectionString: inUtc(url), ...postgresPool }));
    // Both clients are generated from the same models and differ only in the SQL that they send.
    const prisma = new PostgresClient({ adapter }) as unknown as PrismaClient;
    return { prisma, scanner: prisma };
  }
  const prisma = new PrismaClient({ adapter: connectOnce(new OneConnectionSqlite(url)) });
  // A second connection to `:memory:` would open another database.
  const scanner = url.includes(':memory:') ? prisma : new PrismaClient({ adapter: connectOnce(scanThread(url)) });
  return { prisma, scanner };
}

/** After its end Prisma would quietly connect again for a late statement, beside whoever owns the data by then. */
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
