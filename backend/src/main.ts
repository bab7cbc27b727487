import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import manifest from '../package.json' with { type: 'json' };
import { type Config, ConfigError, readConfig } from './config.ts';
import { openDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { type DataDirLock, lockDataDir } from './embedded/dataDirLock.ts';
import { startSandboxProcess } from './embedded/sandboxProcess.ts';
import { startTemporalServer } from './embedded/temporalServer.ts';
import { systemClock } from './platform/clock.ts';
import { createLogger, type Logger } from './platform/logger.ts';
import type { PhoneProvider } from './providers/provider.ts';
import { sandboxTarget } from './providers/registry.ts';
import { type RunningApp, startApp } from './startApp.ts';

const rootDir = path.resolve(import.meta.dirname, '../..');
const migrationsDir = path.resolve(import.meta.dirname, '../prisma/migrations');
const workflowBundle = path.join(import.meta.dirname, 'workflow-bundle.js');
const frontendDir = path.join(rootDir, 'frontend/dist');
const stopWithinMs = 28_000;

/** What was started, to be ended in the opposite order, also when a later part didn't start. */
const started: { what: string; end(): Promise<void> | void }[] = [];

async function main(): Promise<void> {
  const config = readConfig(rootDir);
  const log = createLogger(config.logLevel);
  Runtime.install({ logger: new DefaultLogger('WARN', (entry) => logTemporal(log, entry)), shutdownSignals: [] });

  const embedded = config.temporal.address === null;
  const lock = embedded || config.dialect === 'sqlite' ? await lockDataDir(config.dataDir) : null;
  if (lock?.ok === false) {
    say(
      lock.address === null
        ? 'TinyGenesy already runs on this data folder.'
        : `TinyGenesy already runs at ${lock.address}`,
    );
    return;
  }
  if (lock !== null) started.push({ what: 'the data folder', end: () => lock.release() });

  const databaseUrl = config.databaseUrl.reveal();
  const applied = await migrate(databaseUrl, migrationsDir);
  if (applied.length > 0)
    say(`Database ready (${applied.length === 1 ? '1 migration' : `${applied.length} migrations`} applied)`);

  const [temporal, sandboxUrl] = await Promise.all([
    startTemporal(config, lock, await databaseId(databaseUrl), log),
    startSandboxIfNeeded(config, log),
  ]);
  const app = await startApp({
    databaseUrl,
    mode: config.mode,
    modeOf: (provider) => endpointSettings(config, provider)?.mode ?? config.mode,
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
    endpointOf: (vendor) => endpointOf(config, vendor, sandboxUrl),
    clock: systemClock,
    log,
  });
  started.push({ what: 'the app', end: () => app.close() });
  if (lock !== null) lock.instance.update({ address: app.url });
  welcome(config, app);
}

async function startTemporal(config: Config, lock: DataDirLock | null, id: string, log: Logger) {
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
  started.push({ what: 'Temporal', end: () => server.close() });
  return { ...shared, address: server.address, uiUrl: server.uiUrl };
}

async function startSandboxIfNeeded(config: Config, log: Logger): Promise<string | null> {
  if (!config.roles.worker && !config.roles.api) return null;
  if (Object.values(config.providers).every(({ mode }) => mode === 'live')) return null;
  const sandbox = await startSandboxProcess(log);
  started.push({ what: 'the sandbox', end: () => sandbox.close() });
  return sandbox.url;
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

function endpointOf(config: Config, vendor: PhoneProvider, sandboxUrl: string | null): { url: string; apiKey: string } {
  const own = endpointSettings(config, vendor.id);
  if (own?.mode !== 'live' && sandboxUrl !== null) return sandboxTarget(vendor, sandboxUrl);
  return { url: own?.url ?? vendor.live.url, apiKey: own?.apiKey?.reveal() ?? vendor.live.apiKey };
}

function welcome(config: Config, app: RunningApp): void {
  if (app.url === null) {
    say('TinyGenesy worker is ready');
    return;
  }
  const providers =
    config.mode === 'sandbox' ? 'sandbox providers: numbers are made up' : 'LIVE providers: calls cost money';
  say(`\nTinyGenesy is ready at ${app.url}  (${providers})\nCtrl-C stops it.\n`);
  if (config.openBrowser && process.stdout.isTTY) openBrowser(app.url);
}

/** A convenience: without a browser the address on the screen does. */
function openBrowser(url: string): void {
  const command = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function logTemporal(log: Logger, { level, message, meta }: LogEntry): void {
  if (level === 'ERROR') log.error(meta ?? {}, message);
  // A worker for activities alone says so each time.
  else if (!message.startsWith('No workflows registered')) log.warn(meta ?? {}, message);
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function endAll(): Promise<void> {
  for (const { what, end } of started.splice(0).reverse()) {
    try {
      await end();
    } catch (error) {
      process.stderr.write(`Ending ${what} failed: ${String(error)}\n`);
    }
  }
}

let ending = false;
function onSignal(): void {
  if (ending) return;
  ending = true;
  say('Stopping; calls under way are heard first…');
  setTimeout(() => {
    process.stderr.write('Stopping took too long; what is open goes on at the next start.\n');
    process.exit(1);
  }, stopWithinMs).unref();
  void endAll().then(() => process.exit(0));
}
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

/** A sentence for faults that a person can mend; everything else whole. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${String(error.port)} is in use by another program. End that one, or choose another port: PORT=4001 npm start`;
  }
  return error.name === 'Error' || error.name === 'TypeError' ? (error.stack ?? error.message) : error.message;
}

try {
  await main();
  if (started.length === 0) process.exit(0);
} catch (error) {
  process.stderr.write(`\nTinyGenesy could not start. ${explain(error)}\n`);
  await endAll();
  process.exit(1);
}
