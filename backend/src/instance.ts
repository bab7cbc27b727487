import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import type { Mode } from '@tinygenesy/contract';
import manifest from '../package.json' with { type: 'json' };
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { type DataDirLock, lockDataDir } from './embedded/dataDirLock.ts';
import { type SandboxProcess, startSandboxProcess } from './embedded/sandboxProcess.ts';
import { startTemporalServer } from './embedded/temporalServer.ts';
import { systemClock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import type { PhoneProvider } from './providers/provider.ts';
import { phoneProviders, sandboxTarget } from './providers/registry.ts';
import { rootDir } from './rootDir.ts';
import { type RunningApp, startApp } from './startApp.ts';

const migrationsDir = path.resolve(import.meta.dirname, '../prisma/migrations');
const workflowBundle = path.join(import.meta.dirname, 'workflow-bundle.js');
const frontendDir = path.join(rootDir, 'frontend/dist');

export interface InstanceOptions {
  config: Config;
  /** Called once the data folder is this process's. */
  openLog(): Logger;
  /** So many migrations were applied. */
  onMigrated(count: number): void;
}

/** `taken`: another process owns the data folder; its address is null as long as it doesn't tell one. */
export type InstanceStart = { kind: 'started'; app: RunningApp } | { kind: 'taken'; address: string | null };

export interface Instance {
  /**
   * Takes the data folder, migrates, starts Temporal, the sandbox and the app, as the configuration says. Once.
   * @throws what hinders it, also that it is to end meanwhile; `end` then ends what did start
   */
  start(): Promise<InstanceStart>;
  /** Ends all that was started, the last part first; a start under way goes no further. Never throws. */
  end(): Promise<void>;
}

/** Everything that one process of the product consists of. At most one in a process: Temporal's runtime is. */
export function createInstance({ config, openLog, onMigrated }: InstanceOptions): Instance {
  const started: { what: string; end(): Promise<void> | void }[] = [];
  let starting: Promise<unknown> = Promise.resolve();
  let ending = false;

  function keep(what: string, end: () => Promise<void> | void): void {
    started.push({ what, end });
    if (ending) throw new Error('The start was called off.');
  }

  async function startAll(): Promise<InstanceStart> {
    const embedded = config.temporal.address === null;
    const lock = embedded || config.dialect === 'sqlite' ? await lockDataDir(config.dataDir) : null;
    if (lock?.ok === false) return { kind: 'taken', address: lock.address };
    if (lock !== null) keep('the data folder', () => lock.release());
    const log = openLog();
    Runtime.install({
      logger: new DefaultLogger('WARN', (entry) => logTemporal(log, entry)),
      // Else its native part writes to standard output, which may be the result of a command.
      telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
      shutdownSignals: [],
    });

    const databaseUrl = config.databaseUrl.reveal();
    const applied = await migrate(databaseUrl, migrationsDir);
    if (applied.length > 0) onMigrated(applied.length);

    const id = await databaseId(databaseUrl);
    const [temporal, sandbox] = await bothOrNone(startTemporal(lock, id, log), startSandboxIfNeeded(log));
    const app = await startApp({
      databaseUrl,
      modeClaim: config.modeClaim,
      vendors: phoneProviders.filter(({ id }) => endpointSettings(config, id)?.isOff !== true),
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
      endpointOf: (vendor, mode) => endpointOf(config, vendor, { mode, sandboxUrl: sandbox?.url ?? null }),
      dnsServers: config.dnsServers,
      sandboxDns: sandbox?.dnsAddress ?? null,
      clock: systemClock,
      log,
    });
    keep('the app', () => app.close());
    if (lock !== null) lock.instance.update({ address: app.url });
    return { kind: 'started', app };
  }

  async function startTemporal(lock: DataDirLock | null, id: string, log: Logger) {
    const { address, namespace, apiKey, tls, port, cliPath } = config.temporal;
    const shared = { namespace, apiKey: apiKey?.reveal() ?? null, tls };
    if (address !== null || lock?.ok !== true) return { ...shared, address: address ?? '', uiUrl: null };
    const server = await startTemporalServer({
      cliPath: cliPath ?? 'temporal',
      // Named after the database: a replaced one never meets old runs.
      dbFile: path.join(config.dataDir, `temporal-${id}.db`),
      namespace,
      port: port ?? undefined,
      uiPort: 8233,
      instance: lock.instance,
      log,
    });
    keep('Temporal', () => server.close());
    return { ...shared, address: server.address, uiUrl: server.uiUrl };
  }

  async function startSandboxIfNeeded(log: Logger): Promise<SandboxProcess | null> {
    if (!config.roles.worker && !config.roles.api) return null;
    if (config.modeClaim === 'live') return null;
    const sandbox = await startSandboxProcess(log);
    keep('the sandbox', () => sandbox.close());
    return sandbox;
  }

  return {
    start() {
      const start = startAll();
      starting = start.catch(() => undefined);
      return start;
    },

    async end() {
      ending = true;
      await starting;
      for (const { what, end } of started.splice(0).reverse()) {
        try {
          await end();
        } catch (error) {
          process.stderr.write(`Ending ${what} failed: ${String(error)}\n`);
        }
      }
    },
  };
}

/** Also when one of them fails the other one has come to its end, so that what it started is known. */
async function bothOrNone<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

/** The id of a database, made at its first start. */
async function databaseId(url: string): Promise<string> {
  const database = await openDatabase(url);
  try {
    const { value } = await database.prisma.setting.upsert({
      where: { key: 'databaseId' },
      update: {},
      create: { key: 'databaseId', value: randomUUID() },
    });
    return value;
  } finally {
    await database.close();
  }
}

const endpointSettings = (config: Config, provider: string) =>
  Object.entries(config.providers).find(([id]) => id === provider)?.[1];

function endpointOf(
  config: Config,
  vendor: PhoneProvider,
  { mode, sandboxUrl }: { mode: Mode; sandboxUrl: string | null },
): { url: string; apiKey: string } {
  if (mode === 'sandbox') {
    if (sandboxUrl === null) throw new Error('This process is live and has no sandbox.');
    return sandboxTarget(vendor, sandboxUrl);
  }
  const own = endpointSettings(config, vendor.id);
  return { url: own?.url ?? vendor.live.url, apiKey: own?.apiKey?.reveal() ?? vendor.live.apiKey };
}

function logTemporal(log: Logger, { level, message, meta }: LogEntry): void {
  if (level === 'ERROR') log.error(meta ?? {}, message);
  // A worker for activities alone says so each time.
  else if (!message.startsWith('No workflows registered')) log.warn(meta ?? {}, message);
}
