import type { NativeConnectionOptions } from '@temporalio/worker';
import { type Mode, modeSchema } from '@tinygenesy/contract';
import { type Database, openDatabase, type Sql } from './db/database.ts';
import { emails } from './emails/emails.ts';
import { pruneIdempotencyKeys } from './http/idempotency.ts';
import { listen } from './http/listen.ts';
import { pruneEvents } from './http/pruneEvents.ts';
import { imports } from './imports/imports.ts';
import { createJobs } from './jobs/createJobs.ts';
import { connectEngine } from './jobs/engine.ts';
import type { JobKind } from './jobs/jobKind.ts';
import { readMode } from './jobs/mode.ts';
import { jobRoutes } from './jobs/jobRoutes.ts';
import { startReconciler } from './jobs/reconciler.ts';
import type { Capability } from './leads/capability.ts';
import { leads } from './leads/leads.ts';
import { cachedSpeeds } from './lookups/ledger/speeds.ts';
import { wakeAfterSwitch } from './lookups/ledger/switchMode.ts';
import { wakeOpen } from './lookups/wakeLookups.ts';
import { lookups } from './lookups/lookups.ts';
import { claimMode } from './lookups/modeClaim.ts';
import { messages } from './messages/messages.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
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
  /** The providers that can be asked here. */
  vendors: readonly PhoneProvider[];
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
  /** Sets tests apart that share a Temporal server; empty in the product. */
  taskQueuePrefix?: string;
  workflowBundle: string | null;
  /** Where a vendor is asked: the whole endpoint and the key. */
  endpointOf(vendor: PhoneProvider, mode: Mode): { url: string; apiKey: string };
  /** `host:port` each; none: the system's. */
  dnsServers: readonly string[];
  /** `host:port` of the sandbox's name server; null without a sandbox. */
  sandboxDns: string | null;
  clock: Clock;
  log: Logger;
}

export interface RunningApp {
  /** Where the page is; null without the api role. */
  url: string | null;
  /** Which providers are asked, at the start. */
  mode: Mode;
  database: Database;
  /** Takes no new work, lets what is under way end, closes everything. */
  close(): Promise<void>;
}

/**
 * One process of the product on a migrated database: the capabilities, and the parts that its roles need.
 * @throws the system's error when the port can't be had; nothing stays running then
 */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { clock, log, vendors, taskQueuePrefix = '' } = options;
  const database = await openDatabase(options.databaseUrl);
  const claim = await claimMode({ ...options, database, claim: options.modeClaim }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const engine = connectEngine({ ...options.temporal, taskQueuePrefix, log });
  const limiter = new QueuedRateLimiter({ database, clock });
  const providerSettings = createProviderSettings({
    database,
    clock,
    vendors,
    limiter,
    onChanged: () => undefined,
    onUnblocked: () =>
      void wakeOpen({ database, engine }).catch((error: unknown) =>
        log.warn({ err: error }, 'Lookups that waited for a provider were not woken; they look again by themselves'),
      ),
  });
  await providerSettings.seed();
  const rows = await database.prisma.provider.findMany();
  await limiter.prepareAtStart(
    rows.flatMap((row) =>
      modeSchema.options.map((mode) => ({ key: permitKey(mode, row.id), settings: permitSettings(row) })),
    ),
  );

  const capabilities: Capability[] = [];
  const kinds = new Map<string, JobKind>();
  const jobs = createJobs({ database, clock, engine, kinds });
  const ground = {
    database,
    clock,
    log,
    engine,
    jobs,
    async onLeadsGone(leadIds: number[]) {
      for (const { gone } of capabilities) await gone?.(leadIds);
    },
  };
  const lookupDeps = {
    ...ground,
    blocks: (sql: Sql) => limiter.blocks(sql),
    limiter,
    providerSettings,
    vendors,
    fixedMode: claim.fixedMode,
    onSwitched: (leadIds: readonly number[]) =>
      void wakeAfterSwitch({ database, engine }, leadIds).catch((error: unknown) =>
        log.warn({ err: error }, 'Lookups were not woken after a switch of mode; they look again by themselves'),
      ),
    speeds: cachedSpeeds(database, clock),
    endpointOf: options.endpointOf,
    providerEvent: providerSettings.changedEvent,
  };
  const verification = emails({ ...ground, dnsServers: options.dnsServers, sandboxDns: options.sandboxDns });
  capabilities.push(
    leads({ ...ground, details: (leadId) => together(capabilities.map(({ details }) => details?.(leadId))) }),
    providers({ providerSettings }),
    imports(ground),
    verification,
    messages(ground),
    lookups(lookupDeps),
  );
  for (const kind of capabilities.flatMap(({ jobKinds = [] }) => jobKinds)) kinds.set(kind.name, kind);

  const listening = options.roles.api
    ? await listen(
        {
          ...ground,
          engine: { state: engine.state, temporalUiUrl: options.temporal.uiUrl },
          routes: [...jobRoutes(ground), ...capabilities.flatMap(({ routes = [] }) => routes)],
          facts: () => together(capabilities.map(({ facts }) => facts?.())),
          settings: options.http,
          frontendDir: options.http.frontendDir,
        },
        { port: options.http.port, databaseUrl: options.databaseUrl },
      ).catch(async (error: unknown) => {
        await engine.close();
        await claim.close();
        await database.close();
        throw error;
      })
    : null;
  const workers = options.roles.worker
    ? startWorkers({
        database,
        log,
        connection: nativeConnection(options.temporal),
        namespace: options.temporal.namespace,
        taskQueuePrefix,
        workflowBundle: options.workflowBundle,
        steps: {
          ...lookupSteps({ ...lookupDeps, jobsProgressed: gathered((jobId) => void engine.wakeJob(jobId)) }),
          ...emailSteps(verification),
          ...bulkJobSteps({ database, clock, kinds }),
        },
        providers: phoneProviderActivities(lookupDeps),
      })
    : null;
  const reconciler = await startReconciler({
    database,
    clock,
    engine,
    log,
    capabilities: [
      ...capabilities,
      { housekeeping: (now) => pruneEvents(database, now) },
      { housekeeping: (now) => pruneIdempotencyKeys(database, now) },
    ],
  });

  return {
    url: listening?.url ?? null,
    mode: await readMode(database),
    database,
    async close() {
      await reconciler.stop();
      await listening?.close();
      await workers?.stop();
      for (const { stop } of capabilities) await stop?.();
      await engine.close();
      await claim.close();
      await database.close();
    },
  };
}

/** What several parts add to one answer. */
async function together(parts: (Promise<Record<string, unknown>> | undefined)[]): Promise<Record<string, unknown>> {
  const given = await Promise.all(parts.filter((part) => part !== undefined));
  return Object.assign({}, ...given) as Record<string, unknown>;
}

function nativeConnection({ address, apiKey, tls }: AppOptions['temporal']): NativeConnectionOptions {
  return { address, ...(apiKey !== null && { apiKey }), ...((tls || apiKey !== null) && { tls: true }) };
}

const gatherMs = 1_000;

/** Wakes each job at most once in a while, however many of its items are settled. */
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
