import { type Mode, modeSchema } from '@tinygenesy/contract';
import { type Database, openDatabase, type Sql } from './db/database.ts';
import { emails } from './emails/emails.ts';
import { pruneIdempotencyKeys } from './http/requests/idempotency.ts';
import { listen } from './http/listen.ts';
import { pruneEvents } from './http/live/pruneEvents.ts';
import { imports } from './imports/imports.ts';
import { createJobs, type Jobs } from './jobs/createJobs.ts';
import { connectEngine } from './jobs/engine.ts';
import type { JobKind } from './jobs/jobKind.ts';
import { readMode } from './jobs/mode.ts';
import { jobRoutes } from './jobs/jobRoutes.ts';
import { startReconciler } from './jobs/reconciler.ts';
import type { Capability } from './leads/capability.ts';
import { leads } from './leads/leads.ts';
import { cachedSpeeds } from './lookups/ledger/speeds.ts';
import { wakeAfterSwitch } from './lookups/ledger/switchMode.ts';
import { resumeUnblocked } from './lookups/bulk/resumeUnblocked.ts';
import { wakeOpen } from './lookups/wakeLookups.ts';
import { lookups } from './lookups/lookups.ts';
import { claimMode } from './lookups/mode/modeClaim.ts';
import { messages } from './messages/messages.ts';
import type { Clock } from './platform/clock.ts';
import { createBackground } from './platform/background.ts';
import type { Logger } from './platform/logger.ts';
import { endLostPreparations } from './jobs/fillJob.ts';
import { permitKey, permitSettings } from './providers/permitSettings.ts';
import type { PhoneProvider } from './providers/provider.ts';
import { providers } from './providers/providers.ts';
import { createProviderSettings } from './providers/settings.ts';
import { QueuedRateLimiter } from './utils/QueuedRateLimiter.ts';
import { startWorkers } from './worker/startWorkers.ts';
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
  temporal: { address: string; namespace: string; apiKey: string | null; tls: boolean; uiUrl: string | null };
  /** Separates tests that share a Temporal server; empty in the product. */
  taskQueuePrefix?: string;
  workflowBundle: string | null;
  /** Returns a provider's endpoint and key. */
  endpointOf(provider: PhoneProvider, mode: Mode): { url: string; apiKey: string };
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
  /** Takes no new work, waits for running work, then closes everything. */
  close(): Promise<void>;
}

/**
 * Starts one process of the product on a migrated database: the capabilities, and the parts that its roles need.
 * @throws the system's error when the port can't be opened; nothing stays running then
 */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const ground = await openGround(options);
  const app = await listCapabilities(options, ground);
  const listening = await startHttp(options, ground, app).catch(async (error: unknown) => {
    await ground.close();
    throw error;
  });
  const workers = startRoleWorkers(options, ground, app);
  const reconciler = await startReconciler({
    ...ground,
    capabilities: [
      { sweep: endLostPreparations },
      ...app.capabilities,
      { housekeeping: (now) => pruneEvents(ground.database, now) },
      { housekeeping: (now) => pruneIdempotencyKeys(ground.database, now) },
    ],
  });
  return {
    url: listening?.url ?? null,
    mode: await readMode(ground.database),
    database: ground.database,
    async close() {
      await reconciler.stop();
      await listening?.close();
      await ground.background.stop();
      await workers?.stop();
      for (const { stop } of app.capabilities) await stop?.();
      await ground.close();
    },
  };
}

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
    providers: options.providers,
    fixedMode,
    onSwitched: (leadIds: readonly number[]) =>
      void wakeAfterSwitch({ database, engine }, leadIds).catch((error: unknown) =>
        log.warn({ err: error }, 'Lookups were not woken after a switch of mode; the reconciler will repeat it'),
      ),
    speeds: cachedSpeeds(database, clock),
    endpointOf: options.endpointOf,
    providerEvent: asking.providerSettings.changedEvent,
  };
  const verification = emails({ ...frame, dnsServers: options.dnsServers, sandboxDns: options.sandboxDns });
  capabilities.push(
    leads({ ...frame, details: (leadId) => together(capabilities.map(({ details }) => details?.(leadId))) }),
    providers(asking),
    imports(frame),
    verification,
    messages(frame),
    lookups(lookupDeps),
  );
  for (const kind of capabilities.flatMap(({ jobKinds = [] }) => jobKinds)) kinds.set(kind.name, kind);
  return {
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
  { providers }: AppOptions,
  { database, clock, engine, jobs, log }: Pick<Ground, 'database' | 'clock' | 'engine' | 'log'> & { jobs: Jobs },
) {
  const limiter = new QueuedRateLimiter({ database, clock });
  const blocks = (sql: Sql) => limiter.blocks(sql);
  const providerSettings = createProviderSettings({
    database,
    clock,
    providers,
    limiter,
    onUnblocked: () =>
      void Promise.all([wakeOpen({ database, engine }), resumeUnblocked({ database, jobs, blocks })]).catch(
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
  return { limiter, blocks, providerSettings };
}

/** Serves the API and the page; null without the api role. */
async function startHttp({ roles, temporal, http, databaseUrl }: AppOptions, ground: Ground, app: App) {
  if (!roles.api) return null;
  return listen(
    {
      ...ground,
      engine: { state: ground.engine.state, temporalUiUrl: temporal.uiUrl },
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
