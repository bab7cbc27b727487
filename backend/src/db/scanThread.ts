import type { Worker } from 'node:worker_threads';
import {
  DriverAdapterError,
  type Error as DriverFault,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import { startWorkerThread } from '../platform/startWorkerThread.ts';

export interface ScanWorkerData {
  url: string;
}
export interface ScanQuestion {
  id: number;
  query: SqlQuery;
}
export type ScanAnswer = { id: number } & ({ result: SqlResultSet } | { fault: DriverFault } | { message: string });

export type StartThread = (data: ScanWorkerData) => Worker;

const startScanWorker: StartThread = (workerData) => startWorkerThread('scanWorker', import.meta.url, { workerData });

interface Waiting extends ScanQuestion {
  /** The number of threads that died while they ran this statement. */
  deaths: number;
  resolve(result: SqlResultSet): void;
  reject(error: Error): void;
}

/**
 * Makes a read-only Prisma adapter on a second connection in a separate thread, so that a statement that reads a whole
 * table does not block the process. The thread starts with the first statement. A thread that dies is replaced, and its
 * unanswered statements run once more.
 * @param url `file:PATH` of a database that is open for writing in this process
 */
export function scanThread(url: string, start: StartThread = startScanWorker): SqlDriverAdapterFactory {
  return {
    provider: 'sqlite',
    adapterName: 'scan-thread',
    connect: async () => connect(() => start({ url })),
  };
}

function connect(startThread: () => Worker): SqlDriverAdapter {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let thread: Worker | undefined;
  let closed = false;

  function ask(question: Waiting): void {
    waiting.set(question.id, question);
    thread ??= start();
    thread.postMessage({ id: question.id, query: question.query } satisfies ScanQuestion);
    // Only a running statement keeps the process alive.
    thread.ref();
  }

  function start(): Worker {
    const worker = startThread();
    let cause: unknown;
    worker.on('message', (answer: ScanAnswer) => settle(worker, answer));
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      if (thread === worker) lost(cause);
    });
    return worker;
  }

  function settle(worker: Worker, answer: ScanAnswer): void {
    const question = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    if ('result' in answer) question?.resolve(answer.result);
    else question?.reject('fault' in answer ? new DriverAdapterError(answer.fault) : new Error(answer.message));
  }

  function lost(cause: unknown): void {
    thread = undefined;
    const unanswered = [...waiting.values()];
    waiting.clear();
    for (const question of unanswered) {
      const deaths = question.deaths + 1;
      if (closed) question.reject(new Error('The database was closed during a read.'));
      else if (deaths === 1) ask({ ...question, deaths });
      else question.reject(new Error('The database thread ended twice during one statement.', { cause }));
    }
  }

  const readOnly = () => Promise.reject(new Error('The connection for scans is read-only.'));
  return {
    provider: 'sqlite',
    adapterName: 'scan-thread',
    queryRaw: (query) =>
      new Promise((resolve, reject) => ask({ id: (lastId += 1), query, deaths: 0, resolve, reject })),
    executeRaw: readOnly,
    executeScript: readOnly,
    startTransaction: readOnly,
    async dispose() {
      closed = true;
      await thread?.terminate();
    },
  };
}
