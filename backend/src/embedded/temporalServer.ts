import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { forgetClosedRuns } from './forgetClosedRuns.ts';
import { freePort, isPortFree } from './freePort.ts';
import type { InstanceFile } from './instanceFile.ts';
import { answersWithin, host, unresponsive } from './serverHealth.ts';
import { boundServerLog, lastServerOutput, serverLogBytes, serverLogFile } from './serverLog.ts';
import { isRunning, temporalProcesses } from './temporalProcesses.ts';

export type TemporalServerOptions = {
  /** The `temporal` program (server ≥ 1.29). */
  cliPath: string;
  /** The absolute path of the server's SQLite file, created if needed. */
  dbFile: string;
  namespace: string;
  /** The server's port; unset: the first free port from 7233 on; 0: any. */
  port?: number | undefined;
  /** The port of the web page, or the next free one; 0: any; unset: no web page. */
  uiPort?: number | undefined;
  /** Stores pid, port and file for later starts. */
  instance: InstanceFile;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** The time limit of a start. */
  readyTimeoutMs?: number;
  /** Ends a start under way. */
  signal?: AbortSignal;
  /** How long a running server may take to answer before it counts as hanging. */
  answerTimeoutMs?: number;
  /** The pause between checks of the running server, and the time limit of each. */
  checkEveryMs?: number;
  /** How many closed runs stay, and how often the others are deleted. */
  closedRuns?: { kept: number; everyMs: number };
};

export type TemporalServer = {
  /** host:port; a restart keeps it. */
  readonly address: string;
  readonly uiUrl: string | null;
  /** The current pid; it changes with a restart. */
  readonly pid: number;
  /** Whether the server was already running. */
  readonly adopted: boolean;
  /** Whether the server is gone or is being replaced. */
  isRestarting(): boolean;
  /** Ends the server and waits for its end, at most about `withinMs` (10 s by default): then it is killed. */
  close(withinMs?: number): Promise<void>;
};

/** The server can't be started. The message tells a person why, and the next step. */
export class TemporalStartError extends Error {
  override name = 'TemporalStartError';
}

type Ports = { port: number; uiPort: number | null };
/** A server process. `gone` resolves with the reason once it has ended. */
type ServerProcess = Ports & { pid: number; running(): boolean; gone: Promise<string> };

const defaultPort = 7233;
const pollMs = 50;
const adoptedPollMs = 250;
const termGraceMs = 10_000;
const killGraceMs = 3_000;
const firstBackoffMs = 250;
const maxBackoffMs = 10_000;
const steadyAfterMs = 60_000;

/**
 * Starts the embedded Temporal server on `dbFile`. A server that still runs on that file, after its Node process was killed,
 * is adopted if it answers and has the current flags, else ended. A server that dies later is started again on the same
 * port and file. One that gives no useful answer for about 30 seconds is ended first.
 * @throws TemporalStartError
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { dbFile, instance, log, answerTimeoutMs = 5_000 } = options;
  mkdirSync(dirname(dbFile), { recursive: true });
  const found = await adopt(options, answerTimeoutMs);
  let current = found ?? (await startOnFreePort(options));
  const { port, uiPort } = current;
  const closing = new AbortController();
  const closed = once(closing.signal, 'abort').then(() => 'closed');
  let startedAt = Date.now();
  let restarting = false;
  const watching = watch();
  const address = `${host}:${port}`;
  const forgetting = forgetClosedRuns({ address, namespace: options.namespace, log, ...options.closedRuns });
  return {
    address,
    uiUrl: uiPort === null ? null : `http://${host}:${uiPort}`,
    get pid() {
      return current.pid;
    },
    adopted: found !== undefined,
    isRestarting: () => restarting,
    async close(withinMs = termGraceMs) {
      closing.abort();
      await forgetting.stop();
      await end(current, Math.min(termGraceMs, withinMs / 2));
      await watching;
      instance.update({ temporal: null });
    },
  };

  async function watch(): Promise<void> {
    let backoffMs = firstBackoffMs;
    for (;;) {
      const why = await failure(current);
      if (closing.signal.aborted) return;
      restarting = true;
      if (Date.now() - startedAt > steadyAfterMs) backoffMs = firstBackoffMs;
      const { pid } = current;
      if (current.running()) {
        log.error({ pid, why }, 'the Temporal server gives no useful answers; it is replaced');
        await end(current, killGraceMs);
        // Two servers on one file would damage it.
        await Promise.race([current.gone, closed]);
      } else log.error({ pid, why, backoffMs }, 'the Temporal server ended unexpectedly; starting it again');
      await sleep(backoffMs, undefined, { signal: closing.signal }).catch(() => undefined);
      await boundServerLog(dbFile, log);
      if (closing.signal.aborted) return;
      backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
      startedAt = Date.now();
      try {
        current = spawnServer(options, { port, uiPort });
        if (await ready(current, options)) {
          restarting = false;
          log.info({ pid: current.pid, port }, 'the Temporal server is back');
        } else if (!closing.signal.aborted) await end(current, killGraceMs);
      } catch (error) {
        log.error({ err: error }, 'the Temporal server could not be started again');
      }
    }
  }

  /** Waits until the server has ended or gives no useful answers, and returns the reason. */
  async function failure(server: ServerProcess): Promise<string> {
    const settled = new AbortController();
    const signal = AbortSignal.any([settled.signal, closing.signal]);
    const onCheck = () => boundServerLog(dbFile, log);
    const silent = unresponsive(
      { port, namespace: options.namespace },
      { signal, onCheck, everyMs: options.checkEveryMs },
    ).then(() => 'no answer');
    try {
      return await Promise.race([server.gone, closed, silent]);
    } finally {
      settled.abort();
    }
  }
}

async function adopt(options: TemporalServerOptions, answerTimeoutMs: number): Promise<ServerProcess | undefined> {
  const { dbFile, port: wantedPort, namespace, instance, log } = options;
  let adopted: ServerProcess | undefined;
  for (const { pid, commandLine } of temporalProcesses(dbFile)) {
    const ports = portsOf(commandLine);
    const running = () => isRunning(pid);
    const fits =
      ports !== undefined &&
      commandLine.endsWith(serverArguments(options, ports).join(' ')) &&
      (!wantedPort || wantedPort === ports.port) &&
      (options.uiPort === undefined) === (ports.uiPort === null);
    if (!adopted && fits && (await answersWithin({ port: ports.port, namespace }, answerTimeoutMs))) {
      adopted = { ...ports, pid, running, gone: goneByPolling(running) };
      instance.update({ temporal: { pid, ...ports, dbFile } });
      log.info({ pid, port: ports.port }, 'adopted the Temporal server that still ran on this data folder');
    } else {
      log.warn(
        { pid },
        fits ? 'a Temporal server on this data folder hangs; ending it' : 'ending an old Temporal server',
      );
      await end({ pid, running }, killGraceMs);
    }
  }
  return adopted;
}

async function startOnFreePort(options: TemporalServerOptions): Promise<ServerProcess> {
  const { port: wantedPort, uiPort: wantedUiPort, dbFile } = options;
  if (wantedPort && !(await isPortFree(wantedPort))) {
    throw new TemporalStartError(
      `Port ${wantedPort}, which TEMPORAL_PORT sets for the Temporal server, is in use. ` +
        `Set another port, or remove TEMPORAL_PORT to use a free one.`,
    );
  }
  // Another program may take a free port a moment later. Then the server ends at once, and another port is tried: any, as
  // servers that start side by side all begin with the same ports.
  const tries = wantedPort ? 1 : 5;
  for (let attempt = 1; ; attempt++) {
    const near = (port: number): number => (attempt === 1 ? port : 0);
    const port = wantedPort || (await freePort(near(wantedPort ?? defaultPort)));
    const uiPort = wantedUiPort === undefined ? null : await freePort(near(wantedUiPort));
    await boundServerLog(dbFile, options.log);
    const logStart = serverLogBytes(dbFile);
    const server = spawnServer(options, { port, uiPort });
    if (await ready(server, options)) return server;
    await end(server, killGraceMs);
    if (options.signal?.aborted) throw new TemporalStartError('The start of the Temporal server was stopped.');
    if (attempt < tries) continue;
    options.instance.update({ temporal: null });
    throw new TemporalStartError(
      `The Temporal server did not start (${await server.gone}). ${lastServerOutput(dbFile, logStart)}Its log: ${serverLogFile(dbFile)}`,
    );
  }
}

/** Starts a server in its own process group with its output in a file, so that neither Ctrl-C nor our death ends it. */
function spawnServer(options: TemporalServerOptions, ports: Ports): ServerProcess {
  const { cliPath, dbFile, instance } = options;
  const output = openSync(serverLogFile(dbFile), 'a');
  const child = spawn(cliPath, serverArguments(options, ports), {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  child.unref();
  const { pid = 0 } = child;
  try {
    if (pid > 0) instance.update({ temporal: { pid, ...ports, dbFile } });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const running = () => pid > 0 && child.exitCode === null && child.signalCode === null;
  return { ...ports, pid, running, gone };
}

/**
 * The flags: a write-ahead log for speed; fair matching and one partition for priorities and fairness; caches for the
 * runs that are open at once, because the defaults are those of a cluster and memory would grow for hours.
 */
function serverArguments({ dbFile, namespace }: TemporalServerOptions, { port, uiPort }: Ports): string[] {
  return [
    'server',
    'start-dev',
    ...['--db-filename', dbFile],
    ...['--ip', host],
    ...['--port', String(port)],
    ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...['--namespace', namespace],
    ...['--sqlite-pragma', 'journal_mode=wal'],
    ...['--sqlite-pragma', 'synchronous=normal'],
    ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
    ...['--dynamic-config-value', 'matching.enableFairness=true'],
    ...['--dynamic-config-value', 'matching.numTaskqueueReadPartitions=1'],
    ...['--dynamic-config-value', 'matching.numTaskqueueWritePartitions=1'],
    ...['--dynamic-config-value', 'history.hostLevelCacheMaxSize=1000'],
    ...['--dynamic-config-value', 'history.eventsHostLevelCacheMaxSizeBytes=8000000'],
    ...['--log-level', 'error'],
  ];
}

function portsOf(commandLine: string): Ports | undefined {
  const port = / --port (\d+) /.exec(commandLine)?.[1];
  const uiPort = / --ui-port (\d+) /.exec(commandLine)?.[1];
  return port === undefined ? undefined : { port: Number(port), uiPort: uiPort === undefined ? null : Number(uiPort) };
}

/** Waits until the server answers. Returns false after the time limit, or once its process has ended. */
async function ready(server: ServerProcess, options: TemporalServerOptions): Promise<boolean> {
  let gone = false;
  const ended = server.gone.then(() => {
    gone = true;
    return false;
  });
  const up = answersWithin(
    { port: server.port, namespace: options.namespace },
    options.readyTimeoutMs ?? 60_000,
    () => gone || options.signal?.aborted === true,
  );
  return (await Promise.race([up, ended])) && !gone;
}

async function goneByPolling(running: () => boolean): Promise<string> {
  while (running()) await sleep(adoptedPollMs, undefined, { ref: false });
  return 'it is gone';
}

async function end({ pid, running }: Pick<ServerProcess, 'pid' | 'running'>, graceMs: number): Promise<void> {
  if (!running()) return;
  signal(pid, 'SIGTERM');
  if (await goneWithin(running, graceMs)) return;
  signal(pid, 'SIGKILL');
  await goneWithin(running, killGraceMs);
}

async function goneWithin(running: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (running()) {
    if (Date.now() > deadline) return false;
    await sleep(pollMs);
  }
  return true;
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // The process has already ended.
  }
}
