import { statfs } from 'node:fs/promises';
import os from 'node:os';

const memoryFolder = '/dev/shm';
const neededBytes = 2 * 1024 ** 3;

/** Returns a folder in memory for data that may be lost, or the system's folder for temporary files where memory is short. */
export async function quickTmpdir(): Promise<string> {
  if (os.freemem() < 2 * neededBytes) return os.tmpdir();
  const { bavail, bsize } = await statfs(memoryFolder).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize < neededBytes ? os.tmpdir() : memoryFolder;
}
