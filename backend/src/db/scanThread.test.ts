import { rename } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { SqlQuery } from '@prisma/driver-adapter-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkerThread } from '../platform/startWorkerThread.ts';
import { scanThread, type StartThread } from './scanThread.ts';
import { sqliteTestDatabase, type TestDatabase } from './testDatabase.ts';

const one: SqlQuery = { sql: 'SELECT 1 AS one', args: [], argTypes: [] };
const real: StartThread = (workerData) =>
  startWorkerThread('scanWorker', new URL('scanThread.ts', import.meta.url).href, { workerData });

describe('the thread for scans', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await sqliteTestDatabase();
  });
  afterEach(() => database.close());

  it('is replaced when it dies, and runs unanswered statements once more', async () => {
    let threads = 0;
    const adapter = await scanThread(database.url, (data) => {
      threads += 1;
      return threads === 1 ? new Worker('process.exit(1)', { eval: true }) : real(data);
    }).connect();
    const answers = await Promise.all([adapter.queryRaw(one), adapter.queryRaw(one)]);
    expect(answers.map(({ rows }) => rows)).toEqual([[[1]], [[1]]]);
    expect(threads).toBe(2);
    await adapter.dispose();
  });

  it('reports the cause when it dies twice, and starts again for the next statement', async () => {
    const file = database.url.slice('file:'.length);
    const adapter = await scanThread(`file:${file}-later`).connect();
    const error: unknown = await adapter.queryRaw(one).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ message: expect.stringContaining('ended twice') as string });
    expect((error as Error).cause).toMatchObject({ code: 'SQLITE_CANTOPEN' });

    await database.prisma.$queryRawUnsafe('PRAGMA journal_mode = DELETE');
    await rename(file, `${file}-later`);
    expect(await adapter.queryRaw(one)).toMatchObject({ rows: [[1]] });
    await adapter.dispose();
  });

  it('starts once, with the first statement', async () => {
    let threads = 0;
    const adapter = await scanThread(database.url, (data) => {
      threads += 1;
      return real(data);
    }).connect();
    expect(threads).toBe(0);
    await adapter.queryRaw(one);
    await adapter.queryRaw(one);
    expect(threads).toBe(1);
    await adapter.dispose();
  });
});
