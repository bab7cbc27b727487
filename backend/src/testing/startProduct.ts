import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { instanceFile } from '../embedded/instanceFile.ts';
import { isRunning } from '../embedded/temporalProcesses.ts';

export interface ProductOptions {
  /** The absolute path of the data folder. A later start on it continues with its data. */
  dataDir: string;
  /** The built main file: `builtMain`, or the result of `buildProduct`. */
  main: string;
  /** The `temporal` program. */
  temporalCliPath: string;
  env?: Record<string, string>;
}

/** The product as users run it: a separate process with an HTTP API. */
export interface Product {
  url: string;
  /** The pid of the process with API, page and worker. */
  pid: number;
  /** The pid of its Temporal server, read from `instance.json`. */
  temporalPid(): number | null;
  /** Kills (`kill -9`) Node alone, or also all processes that it started. */
  kill(what: 'node' | 'all'): Promise<void>;
  /** Sends SIGTERM and waits. Returns the exit code. */
  stop(): Promise<number | null>;
}

const readyTimeoutMs = 60_000;
const pollMs = 50;
const backend = path.resolve(import.meta.dirname, '../..');
/** The file that `npm start` runs. */
export const builtMain = path.join(backend, 'dist/main.js');

/**
 * Starts the product and waits until it listens. Its output goes to `product.log` in the data folder.
 * @throws with the end of its output when it doesn't come up
 */
export async function startProduct({ dataDir, main, temporalCliPath, env = {} }: ProductOptions): Promise<Product> {
  const logFile = path.join(dataDir, 'product.log');
  const output = openSync(logFile, 'a');
  const saidBefore = readFileSync(logFile, 'utf8').length;
  const child = spawn(process.execPath, [main], {
    cwd: backend,
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      TEMPORAL_CLI_PATH: temporalCliPath,
      OPEN_BROWSER: 'false',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const ended = once(child, 'exit');
  const instance = instanceFile(path.join(dataDir, 'instance.json'));
  const temporalPid = (): number | null => instance.read().temporal?.pid ?? null;
  // A process with another's Temporal server has no `instance.json`.
  const url = await listening(child, () => {
    const said = readFileSync(logFile, 'utf8').slice(saidBefore);
    return /is ready at (http:\S+)/u.exec(said)?.[1] ?? null;
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`The product did not start. It said: ${readFileSync(logFile, 'utf8').slice(-2_000)}`, {
      cause: error,
    });
  });

  return {
    url,
    pid: child.pid ?? 0,
    temporalPid,
    async kill(what) {
      const pids = what === 'all' ? [child.pid, temporalPid()] : [child.pid];
      for (const pid of pids) if (pid != null && isRunning(pid)) process.kill(pid, 'SIGKILL');
      await ended;
      // The system frees the data folder and the ports only now.
      for (const pid of pids) while (pid != null && isRunning(pid)) await sleep(pollMs);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}

async function listening(child: ChildProcess, address: () => string | null): Promise<string> {
  const untilMs = performance.now() + readyTimeoutMs;
  while (performance.now() < untilMs) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended while starting.');
    const url = address();
    if (url !== null) return url;
    await sleep(pollMs);
  }
  throw new Error(`It was not up after ${readyTimeoutMs / 1_000} s.`);
}
