import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type {
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { Mutex } from 'async-mutex';
import Sqlite from 'better-sqlite3';
import { type Checkpoints, checkpointThread } from './checkpointThread.ts';
import { rememberStatements } from './rememberStatements.ts';
import { timestampFormat } from './timestampFormat.ts';

const pragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 5000;
  PRAGMA temp_store = MEMORY;
  -- 32 MB hold the 20,000 rows that a page of a list may read. Writing in batches is as fast with half of it.
  PRAGMA cache_size = -32000;
  -- Pages: 64 MB. Usually the thread of checkpointThread.ts has copied them before.
  PRAGMA wal_autocheckpoint = 16000;
`;

/**
 * Prisma's SQLite adapter with one queue for transactions and for single statements.
 * Prisma's own adapter runs a statement from outside inside the transaction that is open on its one connection.
 * The statement would see uncommitted rows, and a rollback would undo it.
 */
export class OneConnectionSqlite implements SqlDriverAdapterFactory {
  readonly provider = 'sqlite';
  readonly adapterName = 'one-connection-sqlite';
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async connect(): Promise<SqlDriverAdapter> {
    const inner = await new PrismaBetterSqlite3({ url: this.#url }, { timestampFormat }).connect();
    try {
      await inner.executeScript(pragmas);
      if ('client' in inner && inner.client instanceof Sqlite) rememberStatements(inner.client);
    } catch (error) {
      await inner.dispose();
      throw error;
    }
    const file = this.#url.slice('file:'.length);
    return queued(inner, file.includes(':memory:') ? null : checkpointThread(file));
  }
}

function queued(inner: SqlDriverAdapter, checkpoints: Checkpoints | null): SqlDriverAdapter {
  const mutex = new Mutex();
  const yieldIfDue = eventLoopYielder();
  async function acquire(): Promise<() => void> {
    const release = await mutex.acquire();
    await yieldIfDue();
    return release;
  }
  async function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const release = await acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    queryRaw: (query: SqlQuery): Promise<SqlResultSet> => exclusively(() => inner.queryRaw(query)),
    executeRaw: (query: SqlQuery): Promise<number> =>
      exclusively(async () => {
        const count = await inner.executeRaw(query);
        checkpoints?.committed();
        return count;
      }),
    executeScript: (script) => exclusively(() => inner.executeScript(script)),
    dispose: () =>
      exclusively(async () => {
        // The last connection to close removes the write-ahead log.
        await checkpoints?.stop();
        await inner.dispose();
      }),
    async startTransaction(isolationLevel) {
      const release = await acquire();
      try {
        return releasing(await inner.startTransaction(isolationLevel), release, checkpoints);
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

const sliceMs = 20;

/**
 * SQLite answers within JavaScript's microtasks, so consecutive statements would block all sockets and timers.
 * Awaiting the returned function between statements lets the event loop run at least every 20 ms.
 */
function eventLoopYielder(): () => Promise<void> {
  let sliceStartedMs: number | undefined;
  return async () => {
    if (sliceStartedMs === undefined) {
      sliceStartedMs = performance.now();
      setImmediate(() => (sliceStartedMs = undefined));
    } else if (performance.now() - sliceStartedMs > sliceMs) {
      await nextTurnOfTheLoop();
    }
  };
}

const rollback: SqlQuery = { sql: 'ROLLBACK', args: [], argTypes: [] };

function releasing(transaction: Transaction, release: () => void, checkpoints: Checkpoints | null): Transaction {
  return {
    provider: transaction.provider,
    adapterName: transaction.adapterName,
    options: transaction.options,
    queryRaw: (query) => transaction.queryRaw(query),
    executeRaw: (query) => transaction.executeRaw(query),
    async commit() {
      await transaction.commit().finally(release);
      checkpoints?.committed();
    },
    async rollback() {
      // After a failed COMMIT Prisma sends no ROLLBACK, and the transaction may still be open. If it is already closed,
      // SQLite refuses this ROLLBACK, which does no harm.
      await transaction.executeRaw(rollback).catch(() => undefined);
      await transaction.rollback().finally(release);
    },
  };
}
