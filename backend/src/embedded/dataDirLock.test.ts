import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type DataDirLock, DataDirError, lockDataDir } from './dataDirLock.ts';
import { instanceFile } from './instanceFile.ts';

vi.setConfig({ testTimeout: 240_000 });

let dir: string;
let holders: ChildProcess[];
let locks: DataDirLock[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'data-dir-'));
  holders = [];
  locks = [];
});

afterEach(async () => {
  for (const holder of holders) holder.kill('SIGKILL');
  for (const lock of locks) if (lock.ok) lock.release();
  await rm(dir, { recursive: true, force: true });
});

async function lock(dataDir = dir, addressTimeoutMs = 0): Promise<DataDirLock> {
  const got = await lockDataDir(dataDir, { addressTimeoutMs });
  locks.push(got);
  return got;
}

/** Starts another process that tries to take the folder. Resolves with its result. */
async function another(address?: string): Promise<{ holder: ChildProcess; got: unknown }> {
  const program = fileURLToPath(new URL('./fixtures/holdDataDir.ts', import.meta.url));
  const holder = spawn(process.execPath, ['--import', 'tsx', program, dir, ...(address ? [address] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(holder);
  const [line] = await once(createInterface(holder.stdout), 'line');
  return { holder, got: JSON.parse(String(line)) };
}

it('creates the folder and locks it against other processes until released', async () => {
  const dataDir = join(dir, 'deep', 'in');
  const mine = await lock(dataDir);
  expect(mine.ok).toBe(true);
  dir = dataDir;
  expect((await another()).got).toEqual({ ok: false, address: null, pid: process.pid });
  if (mine.ok) mine.release();
  expect((await another()).got).toEqual({ ok: true });
});

it('returns the address of the owner to a second start', async () => {
  const { holder } = await another('http://127.0.0.1:4711');
  await vi.waitFor(() => expect(instanceFile(join(dir, 'instance.json')).read().address).not.toBeNull());
  expect(await lock()).toEqual({ ok: false, address: 'http://127.0.0.1:4711', pid: holder.pid });
});

it('waits for the address of an owner that is still starting', async () => {
  await another();
  const waiting = lock(dir, 20_000);
  instanceFile(join(dir, 'instance.json')).update({ address: 'http://127.0.0.1:4712' });
  expect(await waiting).toMatchObject({ ok: false, address: 'http://127.0.0.1:4712' });
});

it('is released when its owner is killed with -9, and keeps the Temporal server but not the address', async () => {
  const { holder } = await another('http://127.0.0.1:4713');
  const temporal = { pid: 1, port: 2, uiPort: 3, dbFile: 'x' };
  instanceFile(join(dir, 'instance.json')).update({ temporal });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const mine = await lock();
  expect(mine.ok && mine.instance.read()).toEqual({ pid: process.pid, address: null, temporal });
});

it('takes a folder whose instance.json is damaged', async () => {
  await writeFile(join(dir, 'instance.json'), '{"pid": 12, "addr');
  expect((await lock()).ok).toBe(true);
});

it('reports a folder that can’t be written to', async () => {
  await writeFile(join(dir, 'file'), '');
  await expect(lock(join(dir, 'file', 'data'))).rejects.toThrow(
    new DataDirError(
      `The data folder ${dir}/file/data can't be written to (ENOTDIR). ` +
        `Give this user write access, or set DATA_DIR to another folder.`,
    ),
  );
});

it.runIf(process.platform === 'linux')('reports a place where no folder can be created', async () => {
  await expect(lock('/proc/nowhere/data')).rejects.toThrow(
    /^The data folder \/proc\/nowhere\/data can't be written to \(ENOENT\)/,
  );
});

it('reports that lock.db can’t be opened', async () => {
  await mkdir(join(dir, 'lock.db'));
  await expect(lock()).rejects.toThrow(/can't be written to \(SQLITE_CANTOPEN/);
});

// A disk that is full or read-only takes a mount, which only root may make.
const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount();

it.runIf(mayMount)('says that the disk is full, and does not keep the folder', async () => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir]);
  try {
    await expect(lock()).rejects.toThrow(/^The disk of the data folder .* is full \(\d MB free, 64 MB needed\)/);
    execFileSync('mount', ['-o', 'remount,size=100m', dir]);
    const mine = await lock();
    expect(mine.ok).toBe(true);
    if (mine.ok) mine.release();
  } finally {
    execFileSync('umount', [dir]);
  }
});

it.runIf(mayMount)('says that the disk is read-only', async () => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100m,ro', 'tmpfs', dir]);
  try {
    await expect(lock()).rejects.toThrow(/can't be written to \((SQLITE_|EROFS)/);
  } finally {
    execFileSync('umount', [dir]);
  }
});

function tryMount(): boolean {
  try {
    const target = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', target], { stdio: 'ignore' });
    execFileSync('umount', [target]);
    rmdirSync(target);
    return true;
  } catch {
    return false;
  }
}
