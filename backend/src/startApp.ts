import { type Mode, modeSchema } from '@tinygenesy/contract';
import { type Database, openDatabase, type Sql } from './db/database.ts';
import { emails } from './emails/emails.ts';
import { pruneIdempotencyKeys } from './http/requests/idempotency.ts';
import type { WorkerState } from './http/appDeps.ts';
import { listen, type Listening } from './http/listen.ts';
import { pruneEvents } from './http/live/pruneEvents.ts';
import { imports } from './imports/imports.ts';
import { createJobs, type Jobs } from './jobs/createJobs.ts';
import { connectEngine } from './jobs/engine.ts';
import type { JobKind, JobKinds } from './jobs/jobKind.ts';
import { readMode } from './jobs/mode.ts';
import { jobRoutes } from './jobs/jobRoutes.ts';
import { createReconciler, type Reconciler, type Reconciling } from './jobs/reconciler.ts';
import type { Capability } from './leads/capability.ts';
import { leads } from './leads/leads.ts';
import { cachedSpeeds } from './lookups/ledger/speeds.ts';
import { wakeAfterSwitch } from './lookups/ledger/switchMode.ts';
import { resumeFreed } from './lookups/bulk/resumeFreed.ts';
import { wakeOpen } from './lookups/wakeLookups.ts';
import { lookups } from './lookups/lookups.ts';
import { claimMode } from './lookups/mode/modeClaim.ts';
import { messages } from './messages/messages.ts';
import type { Clock } from './platform/clock.ts';
import { type Deadline, deadlineIn, stopParts, stopWithinMs } from './platform/deadline.ts';
import { createBackground } from './platform/background.ts';
import type { Logger } from './platform/logger.ts';
import { takeUpPreparations } from './jobs/takeUpPreparations.ts';
import { permitKey, permitSettings } from './providers/permitSettings.ts';
import { suppression } from './suppression/suppression.ts';
import type { Endpoint, PhoneProvider } from './providers/provider.ts';
import { createProviderBook } from './providers/providerBook.ts';
import { providers } from './providers/providers.ts';
import { checkSecretsKey } from './providers/secretsProof.ts';
import { createProviderSecrets, type ProviderSecrets } from './providers/secrets.ts';
import { createProviderSettings } from './providers/settings.ts';
import type { LimitedKey } from './utils/permit.ts';
import { QueuedRateLimiter } from './utils/QueuedRateLimiter.ts';
import { startWorkers, type Workers } from './worker/startWorkers.ts';
import { bulkJobSteps } from './workflows/activities/bulkJobs.ts';
import { emailSteps } from './workflows/activities/emailSteps.ts';
import { lookupSteps } from './workflows/activities/lookupSteps.ts';
import { phoneProviderActivities } from './workflows/activities/phoneProviders.ts';

export interface AppOptions {
  databaseUrl: string;
  /** The mode that the environment fixes; null: it is a setting. */
  modeClaim: Mode | null;
  /** The providers that this process can call. */
  providers: readonly PhoneProvider[];
  roles: { api: boolean; worker: boolean };
  http: {
    host: string;
    port: number;
    apiKey: string | null;
    currency: string;
    version: string;
    frontendDir: string | null;
  };
  temporal: {
    address: string;
    namespace: string;
    apiKey: string | null;
    tls: boolean;
    uiUrl: string | null;
    /** Whether the embedded server is being replaced. */
    isRestarting?(): boolean;
  };
  /** Separates tests that share a Temporal server; empty in the product. */
  taskQueuePrefix?: string;
  workflowBundle: string | null;
  /** Returns a provider's endpoint and key. `isConfigured`: the environment gives the key, so it wins. */
  endpointOf(provider: PhoneProvider, mode: Mode): { url: string; apiKey: string; isConfigured?: boolean };
  /** Returns the 32 bytes that encrypt entered secrets. @throws AppError conflict when there are none */
  secretsKey(): Uint8Array;
  /** Hosts (with their port) that providers as data may have although they are private or have no HTTPS. */
  providerHostsAllow: readonly string[];
  /** `host:port` each; empty: the system's. */
  dnsServers: readonly string[];
  /** `host:port` of the sandbox name server; null without a sandbox. */
  sandboxDns: string | null;
  clock: Clock;
  log: Logger;
}

export interface RunningApp {
  /** The address of the page; null without the api role. */
  url: string | null;
  /** The mode at the start. */
  mode: Mode;
  database: Database;
  /**
   * Takes no new work, waits for running work, then closes everything. Never throws.
   * @param deadline by default 28 seconds from now
   * @returns a sentence for each part that could not be stopped in time
   */
  close(deadline?: Deadline): Promise<string[]>;
}

/**
 * Starts one process of the product on a migrated database: the capabilities, and the parts that its roles need.
 * @throws the system's error when the port can't be opened; nothing stays running then
 */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const ground = await openGround(options);
  const started: Started = { listening: null, workers: null, reconciler: null, capabilities: [] };
  const close = async (deadline: Deadline): Promise<string[]> => [
    ...(await stopWork(started, ground, deadline.before(closeGroundMs))),
    ...(await stopParts([{ name: 'the database', stop: ground.close }], deadline)),
  ];
  try {
    const app = await listCapabilities(options, ground);
    started.capabilities = app.capabilities;
    started.reconciler = createReconciler({
      ...ground,
      capabilities: [...app.capabilities, ...ownReconciling({ ...ground, kinds: app.kinds })],
    });
    await started.reconciler.prepare();
    started.listening = await startHttp(options, ground, app, () => started.workers?.state() ?? null);
    started.workers = startRoleWorkers(options, ground, app);
    started.reconciler.start();
  } catch (error) {
    await close(deadlineIn(stopWithinMs));
    throw error;
  }
  return {
    url: started.listening?.url ?? null,
    mode: await readMode(ground.database),
    database: ground.database,
    close: (deadline = deadlineIn(stopWithinMs)) => close(deadline),
  };
}

/** What a start has started so far. */
interface Started {
  listening: Listening | null;
  workers: Workers | null;
  reconciler: Reconciler | null;
  capabilities: readonly Capability[];
}

/** Time for the engine's connection and the database at the end of a stop. */
const closeGroundMs = 2_000;

/** Ends everything that uses the database: first all that takes work, side by side, then the capabilities' own parts. */
async function stopWork(
  { listening, workers, reconciler, capabilities }: Started,
  { background }: Ground,
  deadline: Deadline,
): Promise<string[]> {
  const problems = await stopParts(
    [
      { name: 'the reconciler', stop: () => reconciler?.stop() },
      {
        name: 'the API',
        stop: () => listening?.close(Math.min(requestGraceMs, deadline.before(lateRequestMs).leftMs())),
      },
      { name: 'the work in the background', stop: () => background.stop() },
      { name: 'the workers', stop: () => workers?.stop() },
    ],
    deadline,
  );
  const own = capabilities.map(({ stop }) => ({ name: 'a capability', stop: () => stop?.() }));
  return [...problems, ...(await stopParts(own, deadline))];
}

/** How long requests under way may take during a stop. */
const requestGraceMs = 10_000;
/** Time to end the connections of requests that took longer. */
const lateRequestMs = 500;

/** The repairs and the expired data of the frames. */
const ownReconciling = ({ database, ...deps }: Ground & { kinds: JobKinds }): Reconciling[] => [
  takeUpPreparations({ database, ...deps }),
  { housekeeping: (now, signal) => pruneEvents(database, now, signal) },
  { housekeeping: (now, signal) => pruneIdempotencyKeys(database, now, signal) },
];

type Ground = Awaited<ReturnType<typeof openGround>>;
type App = Awaited<ReturnType<typeof listCapabilities>>;

/** Opens the parts that every capability needs: the database, the claim on a mode, the engine. */
async function openGround(options: AppOptions) {
  const { clock, log, taskQueuePrefix = '' } = options;
  const database = await openDatabase(options.databaseUrl);
  const claim = await claimMode({ ...options, database, claim: options.modeClaim }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const engine = connectEngine({ ...options.temporal, taskQueuePrefix, log });
  const background = createBackground(log);
  return {
    database,
    clock,
    log,
    engine,
    background,
    fixedMode: claim.fixedMode,
    async close() {
      await engine.close();
      await claim.close();
      await database.close();
    },
  };
}

/** Creates the capabilities with their dependencies, in the order of their imports. */
async function listCapabilities(options: AppOptions, { fixedMode, ...ground }: Ground) {
  const { database, clock, engine, log } = ground;
  const capabilities: Capability[] = [];
  const kinds = new Map<string, JobKind>();
  const frame = {
    ...ground,
    jobs: createJobs({ ...ground, kinds }),
    async onLeadsGone(leadIds: number[]) {
      for (const { gone } of capabilities) await gone?.(leadIds);
    },
  };
  const asking = await openProviders(options, frame);
  const lookupDeps = {
    ...frame,
    ...asking,
    fixedMode,
    onSwitched: (leadIds: readonly number[]) =>
      void wakeAfterSwitch({ database, engine }, leadIds).catch((error: unknown) =>
        log.warn({ err: error }, 'Lookups were not woken after a switch of mode; the reconciler will repeat it'),
      ),
    speeds: cachedSpeeds(database, { clock, blocks: asking.blocks }),
    endpointOf: endpointsOf(options, database, asking.secrets),
    providerEvent: asking.providerSettings.changedEvent,
  };
  const verification = emails({ ...frame, dnsServers: options.dnsServers, sandboxDns: options.sandboxDns });
  capabilities.push(
    leads({ ...frame, details: (leadId) => together(capabilities.map(({ details }) => details?.(leadId))) }),
    providers({ ...asking, database, clock }),
    imports(frame),
    verification,
    messages(frame),
    suppression(frame),
    lookups(lookupDeps),
  );
  for (const kind of capabilities.flatMap(({ jobKinds = [] }) => jobKinds)) kinds.set(kind.name, kind);
  return {
    kinds,
    capabilities,
    routes: [...jobRoutes(frame), ...capabilities.flatMap(({ routes = [] }) => routes)],
    steps: {
      ...lookupSteps({ ...lookupDeps, jobsProgressed: gathered((jobId) => void engine.wakeJob(jobId)) }),
      ...emailSteps(verification),
      ...bulkJobSteps({ database, clock, kinds }),
    },
    providerSteps: phoneProviderActivities(lookupDeps),
  };
}

/** Opens the providers' settings and the rate limiter, in which every slot counts as just used. */
async function openProviders(
  { providers: coded, secretsKey, providerHostsAllow, endpointOf }: AppOptions,
  { database, clock, engine, jobs, log }: Pick<Ground, 'database' | 'clock' | 'engine' | 'log'> & { jobs: Jobs },
) {
  const limiter = new QueuedRateLimiter({ database, clock });
  const book = createProviderBook(
    coded,
    new Set(providerHostsAllow),
    (provider) => endpointOf(provider, 'live').isConfigured === true,
  );
  await checkSecretsKey(database, secretsKey);
  const secrets = createProviderSecrets(secretsKey);
  const blocks = (sql: Sql, limited: readonly LimitedKey[]) => limiter.blocks(sql, limited);
  const providerSettings = createProviderSettings({
    database,
    clock,
    coded,
    book,
    secrets,
    limiter,
    onUnblocked: () =>
      void Promise.all([wakeOpen({ database, engine }), resumeFreed({ database, jobs, blocks, clock })]).catch(
        (error: unknown) =>
          log.warn({ err: error }, 'Lookups that wait for a provider were not woken; the reconciler will repeat it'),
      ),
  });
  await providerSettings.seed();
  const rows = await database.prisma.provider.findMany();
  await limiter.prepareAtStart(
    rows.flatMap((row) =>
      modeSchema.options.map((mode) => ({ key: permitKey(mode, row.id), settings: permitSettings(row) })),
    ),
  );
  return { limiter, blocks, providerSettings, book, secrets };
}

/** Returns where a provider is called: with the environment's key, else with the entered secrets. */
function endpointsOf({ endpointOf }: AppOptions, database: Database, secrets: ProviderSecrets) {
  return async (provider: PhoneProvider, mode: Mode): Promise<Endpoint> => {
    const { isConfigured = false, ...endpoint } = endpointOf(provider, mode);
    if (mode === 'sandbox') return { ...endpoint, isSandbox: true };
    if (isConfigured) return endpoint;
    const entered = await secrets.open(database, provider.id);
    return { ...endpoint, apiKey: entered['key'] ?? endpoint.apiKey, secrets: entered };
  };
}

/** Serves the API and the page; null without the api role. */
async function startHttp(
  { roles, temporal, http, databaseUrl }: AppOptions,
  ground: Ground,
  app: App,
  workerState: () => WorkerState | null,
) {
  if (!roles.api) return null;
  return listen(
    {
      ...ground,
      engine: {
        state: ground.engine.state,
        isRestarting: () => temporal.isRestarting?.() ?? false,
        temporalUiUrl: temporal.uiUrl,
      },
      workerState: () => workerState() ?? (roles.worker ? 'starting' : null),
      routes: app.routes,
      facts: () => together(app.capabilities.map(({ facts }) => facts?.())),
      settings: http,
      frontendDir: http.frontendDir,
    },
    { port: http.port, databaseUrl },
  );
}

/** Runs workflows and their steps; null without the worker role. */
function startRoleWorkers(options: AppOptions, { database, log }: Ground, app: App) {
  if (!options.roles.worker) return null;
  return startWorkers({
    database,
    log,
    temporal: options.temporal,
    taskQueuePrefix: options.taskQueuePrefix ?? '',
    workflowBundle: options.workflowBundle,
    steps: app.steps,
    providers: app.providerSteps,
  });
}

/** Merges the objects that several parts return. */
async function together(parts: (Promise<Record<string, unknown>> | undefined)[]): Promise<Record<string, unknown>> {
  const given = await Promise.all(parts.filter((part) => part !== undefined));
  return Object.assign({}, ...given) as Record<string, unknown>;
}

const gatherMs = 1_000;

/** Limits the wakes of a job to one a second, whatever the number of settled items. */
function gathered(wake: (jobId: number) => void): (jobIds: readonly number[]) => void {
  const due = new Set<number>();
  return (jobIds) => {
    for (const jobId of jobIds) {
      if (due.has(jobId)) continue;
      due.add(jobId);
      setTimeout(() => {
        due.delete(jobId);
        wake(jobId);
      }, gatherMs).unref();
    }
  };
}
