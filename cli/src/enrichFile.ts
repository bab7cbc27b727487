import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  finalJobStates,
  type Job,
  type Lead,
  type LookupEstimate,
  maxEnrichedLeads,
  type Meta,
} from '@tinygenesy/contract';
import type { EnrichApi, RunOptions } from './enrichApi.ts';
import { EnrichError } from './enrichError.ts';
import { type FileToImport, importTable } from './importTable.ts';
import { phoneCells } from './phoneCells.ts';
import { stopIfAsked } from './stopIfAsked.ts';
import { verifyEmails } from './verifyEmails.ts';

/** Receives the progress of a run. */
export interface EnrichReport {
  importing(done: number, total: number): void;
  estimated(estimate: LookupEstimate, meta: Meta): void;
  verifying(job: Job): void;
  lookingUp(job: Job, engine: Meta['engine']): void;
  collecting(done: number, total: number): void;
}

export interface Enriched {
  meta: Meta;
  /** For each row of the file its lead (null: deleted), or why it has none. */
  rows: EnrichedRow[];
  /** The number of different leads of all rows. */
  leadCount: number;
  /** All lookup jobs of the file in this mode, oldest first. */
  jobs: Job[];
}

export type EnrichedRow = { lead: Lead | null } | { invalid: string } | { suppressed: string };

const readAtOnce = 8;
const pollMs = 500;
const pollsPerMeta = 6;
const lastAnswersWithinMs = 20_000;

/** Returns a key that is the same for the same content at the same path, so that a later run continues this one. */
export function enrichmentKey(bytes: Uint8Array, file: string): string {
  return createHash('sha256').update(file).update('\0').update(bytes).digest('hex');
}

/**
 * Enriches a file through an instance: imports its leads, looks up their phone numbers and returns the leads. A repeated
 * call, also by another process, continues the first one.
 * @throws EnrichStopped when `signal` was aborted; what `EnrichApi` throws
 */
export async function enrichFile(given: {
  api: EnrichApi;
  file: FileToImport;
  /** The spending limit for all lookup jobs of the file together. Null: none, or that of the earlier run. */
  budgetMicros: number | null;
  /** What a new job may do for each lead. */
  run?: RunOptions;
  verifyEmails: boolean;
  report: EnrichReport;
  signal: AbortSignal;
}): Promise<Enriched> {
  const { api, file, report, signal } = given;
  const { key, table } = file;
  if (table.rows.length > maxEnrichedLeads) {
    throw new EnrichError(
      `The file has ${table.rows.length} rows. One run accepts at most ${maxEnrichedLeads}. Split the file.`,
    );
  }
  try {
    const meta = await api.meta();
    const results = await importTable(api, file, { signal, report: report.importing });
    const leadIds = [...new Set(results.flatMap((result) => ('leadId' in result ? (result.leadId ?? []) : [])))];
    // Verification is fast and free, so it runs even if the lookups are on hold.
    if (given.verifyEmails) await verifyEmails(api, key, leadIds, { signal, report: report.verifying });
    const job = await currentJob(given, meta, leadIds, await api.jobs(key));
    if (job !== null) await watch(given, job);
    const leads = await collect(given, leadIds);
    const rows = results.map((result): EnrichedRow =>
      'invalid' in result || 'suppressed' in result
        ? result
        : { lead: result.leadId === null ? null : (leads.get(result.leadId) ?? null) },
    );
    return { meta, rows, leadCount: leadIds.length, jobs: await api.jobs(key) };
  } catch (error) {
    if (signal.aborted) await pauseOpenJob(api, key);
    throw error;
  }
}

type Given = Parameters<typeof enrichFile>[0];

/** Returns the job to wait for: the resumed open one, or a new one for leads that aren't final. Null: none is needed. */
async function currentJob(given: Given, meta: Meta, leadIds: number[], jobs: Job[]): Promise<Job | null> {
  const { api, file, budgetMicros, report, signal } = given;
  let last = jobs.at(-1) ?? null;
  if (last?.state === 'cancelling') last = await watch(given, last);
  const spentBefore = jobs.filter(({ id }) => id !== last?.id).reduce((sum, { costMicros }) => sum + costMicros, 0);
  if (last !== null && !finalJobStates.includes(last.state)) {
    return resume(api, last, budgetMicros === null ? null : Math.max(0, budgetMicros - spentBefore));
  }

  const leads = last === null ? null : await collect(given, leadIds);
  const open = leadIds.filter((id) => leads === null || !isFinal(leads.get(id) ?? null, meta));
  if (open.length === 0) return null;
  const spent = spentBefore + (last?.costMicros ?? 0);
  const maxCostMicros = budgetMicros === null ? undefined : Math.max(0, budgetMicros - spent);
  const run = given.run ?? {};
  const estimate = await api.estimate(open, { ...run, maxCostMicros });
  stopIfAsked(signal);
  if (last === null || estimate.leads > 0) report.estimated(estimate, meta);
  if (estimate.leads === 0) return null;
  return api.startJob(file.key, {
    leadIds: open,
    previousJobId: last?.id ?? null,
    ...run,
    ...(maxCostMicros !== undefined && { maxCostMicros }),
  });
}

/** A lead without a lookup in this mode is shown as skipped, but may have its missing input by now. */
function isFinal(lead: Lead | null, { mode }: Meta): boolean {
  const { final, number } = phoneCells(lead, mode);
  const wasNotLookedUp = number === '' && (lead?.phoneStatus === 'none' || lead?.phoneStatus === 'found');
  return final && !wasNotLookedUp;
}

/** Resumes an open job, with a new spending limit if there is one. */
async function resume(api: EnrichApi, job: Job, capMicros: number | null): Promise<Job> {
  const cap = capMicros ?? undefined;
  switch (job.state) {
    case 'queued':
    case 'running':
      if (capMicros === null || capMicros === job.maxCostMicros) return job;
      await api.pause(job.id);
      return api.resume(job.id, cap);
    case 'on_hold': {
      const outOfBudget = job.error?.code === 'over_budget';
      if (outOfBudget && (capMicros === null || capMicros <= (job.maxCostMicros ?? 0))) return job;
      return api.resume(job.id, cap);
    }
    case 'paused':
      return api.resume(job.id, cap);
    default:
      return job;
  }
}

/** Waits until a job has ended, is on hold or is paused. */
async function watch({ api, report, signal }: Given, begun: Job): Promise<Job> {
  let job = begun;
  let engine: Meta['engine'] = 'up';
  for (let polls = 0; ; polls += 1) {
    report.lookingUp(job, engine);
    if (finalJobStates.includes(job.state)) return job;
    if (job.state === 'on_hold' || job.state === 'paused') break;
    stopIfAsked(signal);
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    stopIfAsked(signal);
    if (polls % pollsPerMeta === pollsPerMeta - 1) engine = (await api.meta()).engine;
    job = await api.job(job.id);
  }
  // Waits for calls in progress, so that no paid answer is missing in the result.
  const until = performance.now() + lastAnswersWithinMs;
  while (performance.now() < until && (await api.leadsOfJob(job.id, 'asking')).length > 0) {
    stopIfAsked(signal);
    await sleep(pollMs);
  }
  return job;
}

/** Reads the leads; null: deleted. */
async function collect(
  { api, file, report, signal }: Given,
  leadIds: readonly number[],
): Promise<Map<number, Lead | null>> {
  const found = new Map<number, Lead | null>();
  for (const { id } of await api.jobs(file.key)) {
    for (const lead of await api.leadsOfJob(id, 'all')) found.set(lead.id, lead);
  }
  const others = leadIds.filter((id) => !found.has(id));
  for (let at = 0; at < others.length; at += readAtOnce) {
    stopIfAsked(signal);
    report.collecting(at, others.length);
    const some = others.slice(at, at + readAtOnce);
    const leads = await Promise.all(some.map((id) => api.lead(id)));
    some.forEach((id, index) => found.set(id, leads[index] ?? null));
  }
  return found;
}

async function pauseOpenJob(api: EnrichApi, key: string): Promise<void> {
  const job = (await api.jobs(key)).at(-1);
  if (job?.state === 'queued' || job?.state === 'running') await api.pause(job.id);
}
