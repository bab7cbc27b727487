import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startWorkerThread } from '../platform/startWorkerThread.ts';
import { checkpointThread, type StartCheckpointThread } from './checkpointThread.ts';
import { sqliteTestDatabase, type TestDatabase } from './testDatabase.ts';

const real: StartCheckpointThread = (workerData) =>
  startWorkerThread('checkpointWorker', new URL('checkpointThread.ts', import.meta.url).href, { workerData });
const waiting = { timeout: 20_000, interval: 20 };

let database: TestDatabase;
let file: string;
beforeEach(async () => {
  database = await sqliteTestDatabase();
  file = database.url.slice('file:'.length);
  await database.prisma.$executeRaw`CREATE TABLE "large" ("bytes" BLOB)`;
});
afterEach(() => database.close());

const write = (megabytes: number): Promise<number> =>
  database.prisma.$executeRaw`INSERT INTO "large" VALUES (zeroblob(${megabytes * 1_000_000}))`;
const fileBytes = async (): Promise<number> => (await stat(file)).size;

test('the main connection copies nothing at a commit; the thread does so soon after', async () => {
  await write(6);
  await vi.waitFor(async () => expect(await fileBytes()).toBeGreaterThan(6_000_000), waiting);
  const other = new Sqlite(file, { readonly: true });
  expect(other.prepare('SELECT sum(length("bytes")) AS "bytes" FROM "large"').get()).toEqual({ bytes: 6_000_000 });
  other.close();
});

test('starts with the first large log, once, and again after its thread died', async () => {
  let threads = 0;
  const checkpoints = checkpointThread(file, (path) => {
    threads += 1;
    return threads === 1 ? new Worker('process.exit(1)', { eval: true }) : real(path);
  });
  checkpoints.committed();
  await write(6);
  await vi.waitFor(() => {
    checkpoints.committed();
    expect(threads).toBe(2);
  }, waiting);
  for (let n = 0; n < 10; n += 1) checkpoints.committed();
  await checkpoints.stop();
  checkpoints.committed();
  expect(threads).toBe(2);
});
