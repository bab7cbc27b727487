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
import type { EnrichApi } from './enrichApi.ts';
import { EnrichError } from './enrichError.ts';
import { type FileToImport, importTable } from './importTable.ts';
import { phoneCells } from './phoneCells.ts';
import { stopIfAsked } from './stopIfAsked.ts';
import { verifyEmails } from './verifyEmails.ts';

/** What is told while it goes on. */
export interface EnrichReport {
  importing(done: number, total: number): void;
  estimated(estimate: LookupEstimate, meta: Meta): void;
  verifying(job: Job): void;
  lookingUp(job: Job, engine: Meta['engine']): void;
  collecting(done: number, total: number): void;
}

export interface Enriched {
  meta: Meta;
  /** For each row of the file what has become of its lead (null when it was deleted), or why it has none. */
  rows: EnrichedRow[];
  /** How many different leads the rows are about. */
  leadCount: number;
  /** All lookup jobs of the file in this mode, oldest first. */
  jobs: Job[];
}

export type EnrichedRow = { lead: Lead | null } | { invalid: string };

const readAtOnce = 8;
const pollMs = 500;
const pollsPerMeta = 6;
const heardWithinMs = 20_000;

/** The same file at the same place has the same key, so that it goes on where it was. */
export function enrichmentKey(bytes: Uint8Array, file: string): string {
  return createHash('sha256').update(file).update('\0').update(bytes).digest('hex');
}

/**
 * Takes a file through an instance: its leads in, their numbers looked up, what became of them back. Begun again, also
 * by another process, it goes on.
 * @throws EnrichStopped when `signal` was aborted; what `EnrichApi` throws
 */
export async function enrichFile(given: {
  api: EnrichApi;
  file: FileToImport;
  /** Null: none, or as before. For all lookup jobs of the file together. */
  budgetMicros: number | null;
  verifyEmails: boolean;
  report: EnrichReport;
  signal: AbortSignal;
}): Promise<Enriched> {
  const { api, file, report, signal } = given;
  const { key, table } = file;
  if (table.rows.length > maxEnrichedLeads) {
    throw new EnrichError(
      `The file has ${table.rows.length} rows; one run takes at most ${maxEnrichedLeads}. Split it.`,
    );
  }
  try {
    const meta = await api.meta();
    const fates = await importTable(api, file, { signal, report: report.importing });
    const leadIds = [...new Set(fates.flatMap((fate) => ('leadId' in fate ? (fate.leadId ?? []) : [])))];
    // Quick and free, and done even where the lookups go no further.
    if (given.verifyEmails) await verifyEmails(api, key, leadIds, { signal, report: report.verifying });
    const job = await currentJob(given, meta, leadIds, await api.jobs(key));
    if (job !== null) await watch(given, job);
    const leads = await collect(given, leadIds);
    const rows = fates.map((fate): EnrichedRow =>
      'invalid' in fate ? fate : { lead: fate.leadId === null ? null : (leads.get(fate.leadId) ?? null) },
    );
    return { meta, rows, leadCount: leadIds.length, jobs: await api.jobs(key) };
  } catch (error) {
    if (signal.aborted) await pauseOpenJob(api, key);
    throw error;
  }
}

type Given = Parameters<typeof enrichFile>[0];

/** The job to wait for: the one that is open, made to go on, or a new one over what isn't final; null: none is needed. */
async function currentJob(given: Given, meta: Meta, leadIds: number[], jobs: Job[]): Promise<Job | null> {
  const { api, file, budgetMicros, report, signal } = given;
  let last = jobs.at(-1) ?? null;
  if (last?.state === 'cancelling') last = await watch(given, last);
  const spentBefore = jobs.filter(({ id }) => id !== last?.id).reduce((sum, { costMicros }) => sum + costMicros, 0);
  if (last !== null && !finalJobStates.includes(last.state)) {
    return goOn(api, last, budgetMicros === null ? null : Math.max(0, budgetMicros - spentBefore));
  }

  const leads = last === null ? null : await collect(given, leadIds);
  const open = leadIds.filter((id) => leads === null || !isFinal(leads.get(id) ?? null, meta));
  if (open.length === 0) return null;
  const spent = spentBefore + (last?.costMicros ?? 0);
  const maxCostMicros = budgetMicros === null ? undefined : Math.max(0, budgetMicros - spent);
  const estimate = await api.estimate(open, maxCostMicros);
  stopIfAsked(signal);
  if (last === null || estimate.leads > 0) report.estimated(estimate, meta);
  if (estimate.leads === 0) return null;
  return api.startJob(file.key, {
    leadIds: open,
    previousJobId: last?.id ?? null,
    ...(maxCostMicros !== undefined && { maxCostMicros }),
  });
}

/** A lead that nothing was done about in this mode shows as skipped, but may have got what it needs meanwhile. */
function isFinal(lead: Lead | null, { mode }: Meta): boolean {
  const { final, number } = phoneCells(lead, mode);
  const untouched = number === '' && (lead?.phoneStatus === 'none' || lead?.phoneStatus === 'found');
  return final && !untouched;
}

/** Makes an open job go on, with another cap where one is wanted. */
async function goOn(api: EnrichApi, job: Job, capMicros: number | null): Promise<Job> {
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

/** Waits until a job has ended or goes no further by itself. */
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
  // Calls that were under way are heard, so that nothing that was paid for is missing.
  const until = performance.now() + heardWithinMs;
  while (performance.now() < until && (await api.leadsOfJob(job.id, 'asking')).length > 0) {
    stopIfAsked(signal);
    await sleep(pollMs);
  }
  return job;
}

/** What has become of the leads; null: deleted. */
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
