import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type {
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { Mutex } from 'async-mutex';

const pragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 5000;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -64000;
`;

/**
 * Prisma's SQLite adapter with one queue for transactions and for statements outside of one.
 * Prisma's own lets a statement from outside run inside whatever transaction is open on its one connection:
 * it would see uncommitted rows, and vanish with a rollback.
 */
export class OneConnectionSqlite implements SqlDriverAdapterFactory {
  readonly provider = 'sqlite';
  readonly adapterName = 'one-connection-sqlite';
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async connect(): Promise<SqlDriverAdapter> {
    const inner = await new PrismaBetterSqlite3({ url: this.#url }, { timestampFormat: 'unixepoch-ms' }).connect();
    await inner.executeScript(pragmas);
    return queued(inner);
  }
}

function queued(inner: SqlDriverAdapter): SqlDriverAdapter {
  const mutex = new Mutex();
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    queryRaw: (query: SqlQuery): Promise<SqlResultSet> => mutex.runExclusive(() => inner.queryRaw(query)),
    executeRaw: (query: SqlQuery): Promise<number> => mutex.runExclusive(() => inner.executeRaw(query)),
    executeScript: (script) => mutex.runExclusive(() => inner.executeScript(script)),
    dispose: () => inner.dispose(),
    async startTransaction(isolationLevel) {
      const release = await mutex.acquire();
      try {
        return releasing(await inner.startTransaction(isolationLevel), release);
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

function releasing(transaction: Transaction, release: () => void): Transaction {
  return {
    provider: transaction.provider,
    adapterName: transaction.adapterName,
    options: transaction.options,
    queryRaw: (query) => transaction.queryRaw(query),
    executeRaw: (query) => transaction.executeRaw(query),
    commit: () => transaction.commit().finally(release),
    rollback: () => transaction.rollback().finally(release),
  };
}
