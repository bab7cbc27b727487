import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { instanceFile, type InstanceFile } from './instanceFile.ts';

/** The result of a lock: this process owns the data folder, or another one does, with its address once it is known. */
export type DataDirLock =
  { ok: true; instance: InstanceFile; release(): void } | { ok: false; address: string | null; pid: number | null };

export type DataDirLockOptions = {
  /** How long to wait for the address of an owner that is starting, or for the folder of one that is stopping. */
  addressTimeoutMs?: number;
  /** Ends the wait. */
  signal?: AbortSignal;
};

/** The data folder can't be used. The message tells a person why, and the next step. */
export class DataDirError extends Error {
  override name = 'DataDirError';
}

const leastFreeBytes = 64 * 1024 * 1024;
const addressPollMs = 100;

/**
 * Locks a data folder for the life of this process, and creates the folder if needed.
 *
 * The lock is an open exclusive SQLite transaction on `lock.db`: the system releases it when the process ends, also after
 * `kill -9`.
 * @throws DataDirError when the folder can't be written to or its disk is full
 */
export async function lockDataDir(
  dataDir: string,
  { addressTimeoutMs = 30_000, signal }: DataDirLockOptions = {},
): Promise<DataDirLock> {
  const instance = instanceFile(join(dataDir, 'instance.json'));
  const deadline = Date.now() + addressTimeoutMs;
  for (;;) {
    const held = explained(dataDir, () => takeFolder(dataDir, instance));
    if (held) return ownFolder(held, instance);
    const { address, pid } = instance.read();
    if (address !== null || Date.now() >= deadline || signal?.aborted) return { ok: false, address, pid };
    await sleep(addressPollMs);
  }
}

/** Returns undefined when another process holds the lock. */
function takeFolder(dataDir: string, instance: InstanceFile): Database.Database | undefined {
  makeFolder(dataDir);
  const lock = tryLock(join(dataDir, 'lock.db'));
  if (!lock) return undefined;
  try {
    checkFreeSpace(dataDir);
    // Keeps the previous owner's Temporal server, which may still run, and removes the old address.
    instance.update({ pid: process.pid, address: null });
  } catch (error) {
    lock.close();
    throw error;
  }
  return lock;
}

function ownFolder(held: Database.Database, instance: InstanceFile): DataDirLock {
  return {
    ok: true,
    instance,
    release() {
      if (!held.open) return;
      try {
        instance.update({ pid: null, address: null });
      } finally {
        held.close();
      }
    },
  };
}

/** Creates a folder and its parents. Node's `recursive` never returns where the system answers ENOENT, as /proc does. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(dirname(dir));
  mkdirSync(dir);
}

/** Returns undefined when another process holds the lock. */
function tryLock(file: string): Database.Database | undefined {
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}

function checkFreeSpace(dataDir: string): void {
  const { bavail, bsize } = statfsSync(dataDir);
  const freeBytes = bavail * bsize;
  if (freeBytes >= leastFreeBytes) return;
  const freeMb = Math.floor(freeBytes / 1024 / 1024);
  throw new DataDirError(
    `The disk of the data folder ${dataDir} is full (${freeMb} MB free, ${leastFreeBytes / 1024 / 1024} MB needed). ` +
      `Free some space, or set DATA_DIR to a folder on another disk.`,
  );
}

function explained<T>(dataDir: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof DataDirError) throw error;
    throw new DataDirError(sentenceFor(dataDir, codeOf(error), error), { cause: error });
  }
}

function sentenceFor(dataDir: string, code: string, error: unknown): string {
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') {
    return `The disk of the data folder ${dataDir} is full. Free some space, or set DATA_DIR to a folder on another disk.`;
  }
  const why = code || (error instanceof Error ? error.message : String(error));
  return `The data folder ${dataDir} can't be written to (${why}). Give this user write access, or set DATA_DIR to another folder.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
