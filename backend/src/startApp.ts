import type { Mode } from '@tinygenesy/contract';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { openDatabase } from './db/database.ts';
import { createJobs } from './jobs/createJobs.ts';
import { createLookups } from './jobs/createLookups.ts';
import { deleteSomeLeads } from './jobs/deleteSomeLeads.ts';
import { connectEngine } from './jobs/engine.ts';
import { startReconciler } from './jobs/reconciler.ts';
import { cachedSpeeds } from './ledger/speeds.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import { permitSettings } from './providers/permitSettings.ts';
import type { PhoneProvider } from './providers/provider.ts';
import { phoneProviders } from './providers/registry.ts';
import { QueuedRateLimiter } from './utils/QueuedRateLimiter.ts';
import { startWorkers } from './worker/startWorkers.ts';
import { bulkJobSteps } from './workflows/activities/bulkJobs.ts';
import { lookupSteps } from './workflows/activities/lookupSteps.ts';
import { phoneProviderActivities } from './workflows/activities/phoneProviders.ts';

export interface AppOptions {
  databaseUrl: string;
  mode: Mode;
  roles: { api: boolean; worker: boolean };
  temporal: { address: string; namespace: string; apiKey: string | null; tls: boolean };
  /** Sets tests apart that share a Temporal server; empty in the product. */
  taskQueuePrefix?: string;
  workflowBundle: string | null;
  /** Where a vendor is asked: the whole endpoint and the key. */
  endpointOf(vendor: PhoneProvider): { url: string; apiKey: string };
  clock: Clock;
  log: Logger;
}

/** One process of the product on a migrated database: the parts its roles need, each given what it needs. */
export async function startApp(options: AppOptions) {
  const { mode, clock, log, taskQueuePrefix = '' } = options;
  const database = await openDatabase(options.databaseUrl);
  const settings = { mode, vendors: phoneProviders };
  const speeds = cachedSpeeds(database, mode, clock);
  const limiter = new QueuedRateLimiter({ database, clock });
  const engine = connectEngine({ ...options.temporal, taskQueuePrefix, log });
  const shared = { ...settings, database, clock, speeds, engine };
  const lookups = createLookups(shared);
  const jobs = createJobs(shared);
  const onLeadsGone = async (leadIds: number[]): Promise<void> => {
    for (const leadId of leadIds) await engine.wakeLookup(leadId, { person: false, fairnessKey: 'person' });
  };
  const rows = await database.prisma.provider.findMany();
  await limiter.prepareAtStart(rows.map((row) => ({ key: row.id, settings: permitSettings(row) })));

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
          ...bulkJobSteps({
            ...shared,
            wakeLookup: engine.wakeLookup,
            deleteSomeLeads: (job) => deleteSomeLeads({ database, onLeadsGone }, job, clock.now()),
          }),
        },
        providers: phoneProviderActivities({
          ...shared,
          limiter,
          endpointOf: options.endpointOf,
          providerEvent: () => Promise.reject(new Error('todo')),
        }),
      })
    : null;
  const reconciler = await startReconciler({ database, clock, engine, log, housekeeping: () => Promise.resolve() });

  return {
    database,
    lookups,
    jobs,
    engine,
    limiter,
    async close(): Promise<void> {
      await reconciler.stop();
      await workers?.stop();
      await engine.close();
      await database.close();
    },
  };
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
