import { randomUUID } from 'node:crypto';
import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Lead, Mode } from '@tinygenesy/contract';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import type { Database, Dialect } from '../db/database.ts';
import { systemClock } from '../platform/clock.ts';
import { deadlineIn } from '../platform/deadline.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { hashInput } from '../providers/hashInput.ts';
import type { PhoneProvider, ProviderDefaults } from '../providers/provider.ts';
import { phoneProviders, sandboxTarget } from '../providers/registry.ts';
import type { LoggedCall } from '../providers/sandbox/callBook.ts';
import { type FlagChanges, type ProviderId, providerIds } from '../providers/sandbox/flags.ts';
import { type Sandbox, startSandbox } from '../providers/sandbox/startSandbox.ts';
import { type AppOptions, type RunningApp, startApp } from '../startApp.ts';
import { expectBooksToBalance } from './expectBooksToBalance.ts';
import { expectProvidersToAgree } from './expectProvidersToAgree.ts';
import { testAppClient, type TestAppClient } from './testAppClient.ts';
import { testTemporal } from './testTemporal.ts';
import { testWorkflowBundle } from './testWorkflowBundle.ts';

export interface TestAppOptions {
  dialect?: Dialect;
  /** Changes to the test sandbox, which has fast answers, no failures and high limits. */
  sandbox?: FlagChanges;
  /** Changes to the providers' default settings, which get high limits. */
  providers?: Partial<Record<ProviderId, Partial<ProviderDefaults>>>;
  /** The mode that the environment fixes; without it, the app starts in sandbox mode. */
  mode?: Mode;
  /** `host:port`; by default the server that all test files share. */
  temporalAddress?: string;
  /** Whether that server is being replaced. */
  isTemporalRestarting?: () => boolean;
  /** Hosts of fake providers on loopback. */
  providerHostsAllow?: readonly string[];
  endpointOf?: (provider: PhoneProvider, sandboxUrl: string, mode: Mode) => { url: string; apiKey: string };
  /** `host:port` of each server; by default one that does not answer. */
  dnsServers?: readonly string[];
  /** `host:port` of the name server for `.example` in sandbox mode. */
  sandboxDns?: string;
  log?: Logger;
}

export interface TestApp extends TestAppClient {
  readonly url: string;
  readonly database: Database;
  readonly sandbox: Sandbox;
  readonly taskQueuePrefix: string;
  /** Returns the calls to the sandbox with this lead's inputs. */
  callsAbout(lead: Lead, provider?: ProviderId): LoggedCall[];
  /** Checks the money and counts of all jobs and lookup requests, and compares them with the sandbox's charges. */
  expectBooksToBalance(): Promise<void>;
  /** Starts a second process of the product on the same database; close it yourself. */
  beside(changes: Partial<AppOptions>): Promise<RunningApp>;
  /** Ends the app and starts another on the same database, as a restart does. */
  restart(): Promise<void>;
  /** Like `restart`, but without time for the calls in flight, which are aborted. */
  restartAtOnce(): Promise<void>;
  close(): Promise<void>;
}

const quick = { latencyMs: { min: 5, max: 20 }, failureRate: 0, ratePerSecond: 1_000, maxConcurrent: 500 };
/** Enough for the parts of the app to close, not for a provider's answer. */
const atOnceMs = 3_000;
const wideLimits = { ratePerSecond: 100, maxConcurrent: 20 };

/**
 * Starts the whole product in this process: HTTP, real Temporal with separate task queues, a real database and the real
 * sandbox. `hitRate` is the share of leads with a number: 1 always, 0 never.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  installRuntime();
  const open = testDatabases.find(({ dialect }) => dialect === (options.dialect ?? 'sqlite'))?.open;
  if (open === undefined) throw new Error('There is no such database.');
  const [testDatabase, started, address, workflowBundle] = await Promise.all([
    open(),
    startSandbox({ overrides: withQuick(options.sandbox ?? {}) }),
    options.temporalAddress ?? testTemporal(),
    testWorkflowBundle(),
  ]);
  const sandbox = withEveryCall(started);
  await addProviders(testDatabase, options.providers ?? {});
  const endpointOf = options.endpointOf ?? sandboxTarget;
  const taskQueuePrefix = `test-${randomUUID().slice(0, 8)}-`;
  const appOptions: AppOptions = {
    databaseUrl: testDatabase.url,
    modeClaim: options.mode ?? null,
    providers: phoneProviders,
    roles: { api: true, worker: true },
    http: { host: '127.0.0.1', port: 0, apiKey: null, currency: 'EUR', version: '0.0.0', frontendDir: null },
    temporal: {
      ...{ address, namespace: 'default', apiKey: null, tls: false, uiUrl: null },
      isRestarting: options.isTemporalRestarting ?? (() => false),
    },
    taskQueuePrefix,
    workflowBundle,
    secretsKey: () => new Uint8Array(32),
    providerHostsAllow: options.providerHostsAllow ?? [],
    endpointOf: (provider, mode) => endpointOf(provider, sandbox.url, mode),
    // No test asks the name servers of the machine.
    dnsServers: options.dnsServers ?? ['127.0.0.1:9'],
    sandboxDns: options.sandboxDns ?? null,
    clock: systemClock,
    log: options.log ?? createLogger('silent'),
  };
  let app: RunningApp = await startApp(appOptions);

  return {
    ...testAppClient(() => app.url ?? ''),
    get url() {
      return app.url ?? '';
    },
    get database() {
      return app.database;
    },
    sandbox,
    taskQueuePrefix,
    callsAbout(about, provider) {
      const hashes = phoneProviders
        .filter(({ id }) => provider === undefined || id === provider)
        .flatMap((provider) => {
          const input = provider.input(about);
          return input.ok ? [`${provider.id} ${hashInput(input.input)}`] : [];
        });
      return sandbox.calls().filter(({ provider: id, inputHash }) => hashes.includes(`${id} ${inputHash}`));
    },
    async expectBooksToBalance() {
      await expectBooksToBalance(app.database);
      await expectProvidersToAgree(app.database, sandbox.everyCall);
    },
    beside: (changes) => startApp({ ...appOptions, ...changes }),
    async restart() {
      await close(app);
      app = await startApp(appOptions);
    },
    async restartAtOnce() {
      await app.close(deadlineIn(atOnceMs));
      app = await startApp(appOptions);
    },
    async close() {
      await close(app);
      await Promise.all([sandbox.close(), testDatabase.close()]);
    },
  };
}

/** Closes an app. A part that could not be stopped fails the test. */
async function close(app: RunningApp): Promise<void> {
  const problems = await app.close();
  if (problems.length > 0) throw new Error(problems.join(' '));
}

/** Makes Temporal's runtime log errors only. A test process has one runtime, which its first test file installs. */
export function installRuntime(): void {
  try {
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
      shutdownSignals: [],
    });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}

/** Keeps the calls that a reset makes the sandbox forget: the ledger keeps their lines, too. */
function withEveryCall(sandbox: Sandbox): Sandbox & { everyCall(): LoggedCall[] } {
  const forgotten: LoggedCall[] = [];
  return {
    ...sandbox,
    reset() {
      forgotten.push(...sandbox.calls());
      sandbox.reset();
    },
    everyCall: () => [...forgotten, ...sandbox.calls()],
  };
}

function withQuick(changes: FlagChanges): FlagChanges {
  return Object.fromEntries(providerIds.map((id) => [id, { ...quick, ...changes[id] }]));
}

async function addProviders(
  { prisma }: TestDatabase,
  changes: NonNullable<TestAppOptions['providers']>,
): Promise<void> {
  for (const { id, name, defaults } of phoneProviders) {
    const change = Object.entries(changes).find(([key]) => key === id)?.[1] ?? {};
    const { priceMicros, ...rest } = { ...defaults, ...wideLimits, ...change };
    await prisma.provider.create({ data: { id, name, ...rest, priceMicros: BigInt(priceMicros), faultsInRow: 0 } });
  }
}
