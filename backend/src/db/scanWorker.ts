import { parentPort, workerData } from 'node:worker_threads';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import type { ScanAnswer, ScanQuestion, ScanWorkerData } from './scanThread.ts';
import { timestampFormat } from './timestampFormat.ts';

// The thread of scanThread.ts. It has one read-only connection and runs one statement at a time.
const { url } = workerData as ScanWorkerData;
const database = await new PrismaBetterSqlite3(
  { url, readonly: true, fileMustExist: true },
  { timestampFormat },
).connect();

parentPort?.on('message', ({ id, query }: ScanQuestion) => void answer(id, query));

async function answer(id: number, query: ScanQuestion['query']): Promise<void> {
  let reply: ScanAnswer;
  try {
    reply = { id, result: await database.queryRaw(query) };
  } catch (error) {
    // Errors lose their own fields between threads, but the cause is plain data.
    reply =
      error instanceof DriverAdapterError
        ? { id, fault: error.cause }
        : { id, message: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
}
