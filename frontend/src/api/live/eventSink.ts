import type { LiveEvent, Provider } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import { isCorrectionOf } from '../emails/emailCorrections.ts';
import { putImports } from '../imports/importCache.ts';
import { putJobs } from '../jobs/jobCache.ts';
import { recordProgress } from '../jobs/jobProgress.ts';
import { leadKey } from '../leads/getLead.ts';
import { leadHistoryKey } from '../leads/getLeadHistory.ts';
import { dropLeads, putLeads } from '../leads/leadCache.ts';
import { forgetReceived, receiveImport, receiveJob, receiveLead, receiveProvider } from '../newest.ts';
import { providersKey } from '../providers/getProviders.ts';
import { createRefreshes, type Refreshes } from './createRefreshes.ts';
import { fetchAgain } from './fetchAgain.ts';
import { type LatestStates, latestStates } from './latestStates.ts';
import type { OnScreen } from './rowsOnScreen.ts';

/** Minimum pause between two batches: a busy job redraws rows in batches, a single event applies at once. */
const batchMs = 50;

/** Fetches again everything on screen now, and the rest when it comes on screen. */
export const refetchAll = (client: QueryClient): void => {
  forgetReceived();
  void fetchAgain(client);
};

const refreshAfterBulkChanges = (changes: LatestStates['bulkChanges'], refresh: Refreshes): void => {
  for (const { jobId, importId } of changes) {
    // A job changes rows that exist; an import also adds rows.
    if (jobId !== null) refresh.rowsOnScreen(jobId);
    if (jobId === null || importId !== null) refresh.otherRows();
    refresh.counts();
    refresh.messages();
    refresh.corrections();
    refresh.openLead();
  }
};

const applyLeads = (client: QueryClient, latest: LatestStates, refresh: Refreshes, nowMs: number): void => {
  const { leads, deletedLeads, isLeadCreated } = latest;
  for (const lead of leads.values()) receiveLead(lead, nowMs);
  putLeads(client, [...leads.values()]);
  dropLeads(client, [...deletedLeads]);
  const isOpen = (id: number): boolean =>
    (client.getQueryState(leadKey(id)) ?? client.getQueryState(leadHistoryKey(id))) !== undefined;
  if ([...leads.keys()].some(isOpen)) refresh.openLead();
  if (leads.size > 0 || deletedLeads.size > 0) refresh.messages();
  if (isCorrectionOf(client, new Set([...leads.keys(), ...deletedLeads]))) refresh.corrections();
  if (isLeadCreated || deletedLeads.size > 0) refresh.otherRows();
  if (isLeadCreated || deletedLeads.size > 0) refresh.counts();
  else if (leads.size > 0) refresh.filteredCounts();
};

const applyJobs = (client: QueryClient, { jobs }: LatestStates, nowMs: number): void => {
  for (const job of jobs.values()) {
    receiveJob(job, nowMs);
    recordProgress(job, nowMs);
  }
  putJobs(client, [...jobs.values()]);
};

const applyProviders = (client: QueryClient, { providers }: LatestStates, nowMs: number): void => {
  for (const provider of providers.values()) receiveProvider(provider, nowMs);
  if (providers.size === 0) return;
  client.setQueryData<Provider[]>(providersKey, (known) =>
    known?.map((provider) => providers.get(provider.id) ?? provider).sort((a, b) => a.position - b.position),
  );
};

const applyImports = (client: QueryClient, { imports }: LatestStates, nowMs: number): void => {
  for (const changed of imports.values()) receiveImport(changed, nowMs);
  putImports(client, [...imports.values()]);
};

/**
 * Updates the query cache from events. Call the returned function with events in their order; it applies them in
 * batches.
 */
export const createEventSink = (client: QueryClient, onScreen: () => OnScreen | null, now: () => number = Date.now) => {
  const refresh = createRefreshes(client, onScreen);
  let batch: LiveEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let appliedAtMs = -Infinity;

  const apply = (): void => {
    timer = undefined;
    appliedAtMs = performance.now();
    const latest = latestStates(batch);
    batch = [];
    refreshAfterBulkChanges(latest.bulkChanges, refresh);
    // The mode decides which numbers count, what a call costs and which providers are usable.
    if (latest.isModeChanged) refetchAll(client);
    applyLeads(client, latest, refresh, now());
    applyJobs(client, latest, now());
    applyProviders(client, latest, now());
    applyImports(client, latest, now());
  };

  return (event: LiveEvent): void => {
    batch.push(event);
    timer ??= setTimeout(apply, Math.max(0, appliedAtMs + batchMs - performance.now()));
  };
};
