import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import type { Mode } from '@tinygenesy/contract';
import manifest from '../package.json' with { type: 'json' };
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { readOrCreateSetting } from './db/readOrCreateSetting.ts';
import { type DataDirLock, lockDataDir } from './embedded/dataDirLock.ts';
import { type SandboxProcess, startSandboxProcess } from './embedded/sandboxProcess.ts';
import { startTemporalServer } from './embedded/temporalServer.ts';
import { type Deadline, deadlineIn, type Part, stopParts, stopWithinMs } from './platform/deadline.ts';
import { systemClock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import type { PhoneProvider } from './providers/provider.ts';
import { readSecretsKey } from './readSecretsKey.ts';
import { phoneProviders, sandboxTarget } from './providers/registry.ts';
import { rootDir } from './rootDir.ts';
import { type RunningApp, startApp } from './startApp.ts';

const migrationsDir = path.resolve(import.meta.dirname, '../prisma/migrations');
const workflowBundle = path.join(import.meta.dirname, 'workflow-bundle.js');
const frontendDir = path.join(rootDir, 'frontend/dist');

export interface InstanceOptions {
  config: Config;
  /** Called once this process owns the data folder. */
  openLog(): Logger;
  /** Called with the number of applied migrations, if there were any. */
  onMigrated(count: number): void;
}

/** `taken`: another process owns the data folder. Its address is null until it has written one. */
export type InstanceStart = { kind: 'started'; app: RunningApp } | { kind: 'taken'; address: string | null };

export interface Instance {
  /**
   * Takes the data folder, migrates, starts Temporal, the sandbox and the app, as the configuration says. Call it once.
   * @throws the cause of a failed start, also when `end` is called meanwhile; call `end` then
   */
  start(): Promise<InstanceStart>;
  /**
   * Ends all parts that were started, the last one first, and stops a start under way. Never throws.
   * @returns a sentence for each part that could not be stopped within 28 seconds
   */
  end(): Promise<string[]>;
}

/** Creates all parts of one process of the product. One per process, since Temporal's runtime is global. */
export function createInstance(options: InstanceOptions): Instance {
  const parts = createParts();
  let starting: Promise<unknown> = Promise.resolve();
  let ending: Promise<string[]> | null = null;
  return {
    start() {
      const start = startAll(options, parts);
      starting = start.catch(() => undefined);
      return start;
    },

    end() {
      ending ??= parts.end(starting, deadlineIn(stopWithinMs));
      return ending;
    },
  };
}

type Parts = ReturnType<typeof createParts>;

/** Remembers how to stop the parts that were started. */
function createParts() {
  const started: Part[] = [];
  const problems: string[] = [];
  const stopping = new AbortController();
  return {
    /** Aborted when the start must stop. */
    signal: stopping.signal,

    /** Whether all parts stopped so far have ended. */
    isClean: () => problems.length === 0,

    /** @throws when the start must stop; the part is stopped with the others */
    keep(name: string, stop: Part['stop']): void {
      started.push({ name, stop });
      if (stopping.signal.aborted) throw new Error('The start was stopped.');
    },

    /** Stops the start, then all its parts, the last one first. Each leaves time for those after it. */
    async end(starting: Promise<unknown>, deadline: Deadline): Promise<string[]> {
      stopping.abort();
      const start = { name: 'the start', stop: () => starting };
      problems.push(...(await stopParts([start], deadline.before(started.length * partMs))));
      for (let part = started.pop(); part !== undefined; part = started.pop()) {
        problems.push(...(await stopParts([part], deadline.before(started.length * partMs))));
      }
      return problems;
    },
  };
}

/** Time for each part that stops after the app: the sandbox, Temporal, the data folder. */
const partMs = 1_500;

async function startAll({ config, openLog, onMigrated }: InstanceOptions, parts: Parts): Promise<InstanceStart> {
  const { keep, signal } = parts;
  const embedded = config.temporal.address === null;
  const lock = embedded || config.dialect === 'sqlite' ? await lockDataDir(config.dataDir, { signal }) : null;
  if (lock?.ok === false) return { kind: 'taken', address: lock.address };
  // What may still write keeps the data folder until the process ends.
  if (lock !== null) keep('the data folder', () => (parts.isClean() ? lock.release() : undefined));
  const log = openLog();
  installTemporalRuntime(log);

  const databaseUrl = config.databaseUrl.reveal();
  const applied = await migrate(databaseUrl, migrationsDir);
  if (applied.length > 0) onMigrated(applied.length);

  const id = await databaseId(databaseUrl);
  const [temporal, sandbox] = await bothOrNone(
    startTemporal({ config, lock, databaseId: id, log }, parts),
    startSandboxIfNeeded(config, log, parts),
  );
  const app = await startApp({
    databaseUrl,
    modeClaim: config.modeClaim,
    providers: phoneProviders.filter((provider) => endpointSettings(config, provider.id)?.isOff !== true),
    roles: config.roles,
    http: {
      host: config.host,
      port: config.port,
      apiKey: config.apiKey?.reveal() ?? null,
      currency: config.currency,
      version: manifest.version,
      frontendDir,
    },
    temporal,
    workflowBundle,
    endpointOf: (provider, mode) => endpointOf(config, provider, { mode, sandboxUrl: sandbox?.url ?? null }),
    secretsKey: () => readSecretsKey(config),
    providerHostsAllow: config.providerHostsAllow,
    dnsServers: config.dnsServers,
    sandboxDns: sandbox?.dnsAddress ?? null,
    clock: systemClock,
    log,
  });
  keep('the app', async (deadline) => {
    // Without an address, another start waits for the folder.
    if (lock !== null) lock.instance.update({ address: null });
    const problems = await app.close(deadline);
    if (problems.length > 0) throw new Error(problems.join(' '));
  });
  if (lock !== null) lock.instance.update({ address: app.url });
  return { kind: 'started', app };
}

function installTemporalRuntime(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('WARN', (entry) => logTemporal(log, entry)),
    // Without this, the native part writes to standard output, which may be the result of a command.
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    shutdownSignals: [],
  });
}

/** Starts the embedded Temporal server, unless the configuration names a cluster. */
async function startTemporal(
  { config, lock, databaseId: id, log }: { config: Config; lock: DataDirLock | null; databaseId: string; log: Logger },
  { keep, signal }: Parts,
) {
  const { address, namespace, apiKey, tls, port, cliPath } = config.temporal;
  const shared = { namespace, apiKey: apiKey?.reveal() ?? null, tls };
  if (address !== null || lock?.ok !== true) return { ...shared, address: address ?? '', uiUrl: null };
  const server = await startTemporalServer({
    cliPath: cliPath ?? 'temporal',
    // Named after the database, so that a replaced database never meets the workflows of the old one.
    dbFile: path.join(config.dataDir, `temporal-${id}.db`),
    namespace,
    port: port ?? undefined,
    uiPort: 8233,
    instance: lock.instance,
    log,
    signal,
  });
  keep('Temporal', (deadline) => server.close(deadline.leftMs()));
  return { ...shared, address: server.address, uiUrl: server.uiUrl, isRestarting: () => server.isRestarting() };
}

async function startSandboxIfNeeded(config: Config, log: Logger, { keep }: Parts): Promise<SandboxProcess | null> {
  if (!config.roles.worker && !config.roles.api) return null;
  if (config.modeClaim === 'live') return null;
  const sandbox = await startSandboxProcess(log);
  keep('the sandbox', (deadline) => sandbox.close(deadline.leftMs()));
  return sandbox;
}

/** Waits for both also when one fails, so that everything they started is known. */
async function bothOrNone<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

/** Reads the id of a database; the first start creates it. */
async function databaseId(url: string): Promise<string> {
  const database = await openDatabase(url);
  try {
    return await readOrCreateSetting(database, 'databaseId', randomUUID);
  } finally {
    await database.close();
  }
}

const endpointSettings = (config: Config, provider: string) =>
  Object.entries(config.providers).find(([id]) => id === provider)?.[1];

function endpointOf(
  config: Config,
  provider: PhoneProvider,
  { mode, sandboxUrl }: { mode: Mode; sandboxUrl: string | null },
): { url: string; apiKey: string; isConfigured?: boolean } {
  if (mode === 'sandbox') {
    if (sandboxUrl === null) throw new Error('This process is live and has no sandbox.');
    return sandboxTarget(provider, sandboxUrl);
  }
  const own = endpointSettings(config, provider.id);
  return {
    url: own?.url ?? provider.live.url,
    apiKey: own?.apiKey?.reveal() ?? provider.live.apiKey,
    isConfigured: own?.apiKey != null,
  };
}

function logTemporal(log: Logger, { level, message, meta }: LogEntry): void {
  if (level === 'ERROR') log.error(meta ?? {}, message);
  // A worker without workflows logs this warning at each start.
  else if (!message.startsWith('No workflows registered')) log.warn(meta ?? {}, message);
}
