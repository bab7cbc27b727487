import type { NativeConnectionOptions } from '@temporalio/worker';
import type { Mode } from '@tinygenesy/contract';
import { type Database, openDatabase, type Sql } from './db/database.ts';
import { pruneIdempotencyKeys } from './http/idempotency.ts';
import { listen } from './http/listen.ts';
import { pruneEvents } from './http/pruneEvents.ts';
import { keepReaders } from './imports/writing/keepReaders.ts';
import { carryImport } from './jobs/carryImport.ts';
import { carryUndo } from './jobs/carryUndo.ts';
import { createImports } from './imports/createImports.ts';
import { pruneImports } from './imports/dropImport.ts';
import { carryEmailCheck } from './jobs/carryEmailCheck.ts';
import { createEmailChecks } from './jobs/createEmailChecks.ts';
import { recheckEmails } from './jobs/recheckEmails.ts';
import { checkBounds } from './emails/checkBounds.ts';
import { createMailDomains } from './emails/createMailDomains.ts';
import { createResolver } from './emails/createResolver.ts';
import { dnsServers } from './emails/dnsServers.ts';
import { withSandboxDomains } from './emails/withSandboxDomains.ts';
import { pruneMailDomains } from './emails/mailDomainRows.ts';
import { emailSteps } from './workflows/activities/emailSteps.ts';
import { createEnrichments } from './jobs/enrichments.ts';
import { createJobs } from './jobs/createJobs.ts';
import { createLookups } from './jobs/createLookups.ts';
import { createMessages } from './jobs/createMessages.ts';
import { deleteSomeLeads } from './jobs/deleteSomeLeads.ts';
import { connectEngine, type Engine } from './jobs/engine.ts';
import { generateSomeMessages } from './jobs/generateSomeMessages.ts';
import { createImportJobs } from './jobs/importJobs.ts';
import { startReconciler } from './jobs/reconciler.ts';
import { testCall } from './jobs/testCall.ts';
import { purgeDeleted } from './leads/purgeDeleted.ts';
import { heedChangeOfMode } from './ledger/changeOfMode.ts';
import { cachedSpeeds } from './ledger/speeds.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import { permitKey, permitSettings } from './providers/permitSettings.ts';
import type { PhoneProvider } from './providers/provider.ts';
import { phoneProviders } from './providers/registry.ts';
import { createProviderSettings } from './providers/settings.ts';
import { QueuedRateLimiter } from './utils/QueuedRateLimiter.ts';
import { startWorkers } from './worker/startWorkers.ts';
import { bulkJobSteps } from './workflows/activities/bulkJobs.ts';
import { lookupSteps } from './workflows/activities/lookupSteps.ts';
import { phoneProviderActivities } from './workflows/activities/phoneProviders.ts';

export interface AppOptions {
  databaseUrl: string;
  /** Live as soon as any provider is. */
  mode: Mode;
  modeOf(provider: string): Mode;
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
  endpointOf(vendor: PhoneProvider): { url: string; apiKey: string };
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
  database: Database;
  /** Takes no new work, lets what is under way end, closes everything. */
  close(): Promise<void>;
}

/**
 * One process of the product on a migrated database: the parts its roles need, each given what it needs.
 * @throws the system's error when the port can't be had; nothing stays running then
 */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { mode, modeOf, clock, log, taskQueuePrefix = '' } = options;
  const database = await openDatabase(options.databaseUrl);
  const speeds = cachedSpeeds(database, mode, clock);
  const limiter = new QueuedRateLimiter({ database, clock });
  const settings = { mode, modeOf, vendors: phoneProviders, blocks: (sql: Sql) => limiter.blocks(sql) };
  const engine = connectEngine({ ...options.temporal, taskQueuePrefix, log });
  const shared = { ...settings, database, clock, speeds, engine, limiter, endpointOf: options.endpointOf };
  const onLeadsGone = (leadIds: number[]): Promise<void> => wakeWanted(database, engine, leadIds);
  const readers = keepReaders();
  const dnsBounds = {
    monotonicMs: clock.monotonicMs,
    timeoutMs: checkBounds.queryTimeoutMs,
    tries: checkBounds.tries,
  };
  const resolver = createResolver({ servers: dnsServers(options.dnsServers, clock.monotonicMs), ...dnsBounds });
  const { sandboxDns } = options;
  const sandboxResolver =
    sandboxDns === null ? null : createResolver({ servers: dnsServers([sandboxDns], clock.monotonicMs), ...dnsBounds });
  const realDomains = createMailDomains({ database, clock, resolver, budgetMs: checkBounds.budgetMs });
  const mailDomains =
    sandboxResolver === null
      ? realDomains
      : withSandboxDomains({
          real: realDomains,
          resolver: sandboxResolver,
          isSandbox: () => mode === 'sandbox',
          monotonicMs: clock.monotonicMs,
        });
  const emailJobs = { database, clock, log, mailDomains };
  const providerSettings = createProviderSettings({
    database,
    clock,
    modeOf,
    vendors: phoneProviders,
    limiter,
    onChanged: () => undefined,
    onUnblocked: () =>
      void wakeWaiting(database, engine).catch((error: unknown) =>
        log.warn({ err: error }, 'Lookups that waited for a provider were not woken; they look again by themselves'),
      ),
  });
  await providerSettings.seed();
  await heedChangeOfMode(database, mode, clock.now());
  const rows = await database.prisma.provider.findMany();
  await limiter.prepareAtStart(
    rows.map((row) => ({ key: permitKey(modeOf(row.id), row.id), settings: permitSettings(row) })),
  );

  const imports = createImports({ database, clock, mode });
  const listening = options.roles.api
    ? await listen(
        {
          database,
          clock,
          log,
          lookups: createLookups(shared),
          jobs: createJobs(shared),
          importJobs: createImportJobs(shared),
          emailChecks: createEmailChecks({ ...shared, mailDomains, log }),
          enrichments: createEnrichments(shared),
          imports,
          messages: createMessages(shared),
          providerSettings,
          modeOf,
          testProvider: (providerId, leadId) =>
            testCall({ ...shared, providerEvent: providerSettings.changedEvent }, providerId, leadId),
          onLeadsGone,
          engine: { state: engine.state, temporalUiUrl: options.temporal.uiUrl },
          settings: { ...options.http, mode },
          frontendDir: options.http.frontendDir,
        },
        { port: options.http.port, databaseUrl: options.databaseUrl },
      ).catch(async (error: unknown) => {
        await engine.close();
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
          ...lookupSteps({ ...shared, jobsProgressed: gathered((jobId) => void engine.wakeJob(jobId)) }),
          ...emailSteps({ recheckEmails: (turn) => recheckEmails(emailJobs, turn) }),
          ...bulkJobSteps({
            ...shared,
            wakeLookup: engine.wakeLookup,
            carriers: {
              csv_import: (job, turn) => carryImport({ ...shared, log, readers, onLeadsGone }, job, turn),
              email_verification: (job, turn) => carryEmailCheck(emailJobs, job, turn),
              import_undo: (job, { signal }) => carryUndo({ ...shared, onLeadsGone }, job, signal),
            },
            deleteSomeLeads: (job) => deleteSomeLeads({ database, onLeadsGone }, job, clock.now()),
            generateSomeMessages: (job) => generateSomeMessages(shared, job),
          }),
        },
        providers: phoneProviderActivities({ ...shared, providerEvent: providerSettings.changedEvent }),
      })
    : null;
  const reconciler = await startReconciler({
    database,
    clock,
    engine,
    log,
    housekeeping: async (now) => {
      await purgeDeleted(database, now);
      await pruneEvents(database, now);
      await pruneIdempotencyKeys(database, now);
      await pruneImports(database, now);
      await pruneMailDomains(database, now);
    },
  });

  return {
    url: listening?.url ?? null,
    database,
    async close() {
      await reconciler.stop();
      await listening?.close();
      await imports.close();
      await workers?.stop();
      resolver.close();
      sandboxResolver?.close();
      await readers.close();
      await engine.close();
      await database.close();
    },
  };
}

/** Leads that are gone or must not be contacted: their lookups look again, and end. */
async function wakeWanted(database: Database, engine: Engine, leadIds: number[]): Promise<void> {
  const open = await database.prisma.request.findMany({
    where: { leadId: { in: leadIds }, kind: 'phone_lookup', state: 'running' },
  });
  for (const { leadId } of open) await engine.wakeLookup(leadId, { person: true, fairnessKey: 'person' });
}

/** A provider's block was lifted: lookups that sleep until its end look again now. */
async function wakeWaiting(database: Database, engine: Engine): Promise<void> {
  const open = await database.prisma.request.findMany({
    where: { kind: 'phone_lookup', state: 'running', endedAt: null },
    orderBy: { id: 'asc' },
  });
  for (const { leadId, jobId } of open) {
    const wish = { person: jobId === null, fairnessKey: jobId === null ? 'person' : `job-${jobId}` };
    await engine.wakeLookup(leadId, wish);
  }
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
