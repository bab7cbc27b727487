import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EnrichmentJobStart,
  enrichmentJobsSchema,
  enrichmentLeadIdsSchema,
  type Job,
  jobSchema,
  type Lead,
  type LeadCreate,
  leadListSchema,
  leadWithLookupSchema,
  type LookupEstimate,
  lookupEstimateSchema,
  type Meta,
  metaSchema,
  problemSchema,
} from '@tinygenesy/contract';
import type { z } from 'zod';
import { EnrichError } from './enrichError.ts';

/**
 * What the command needs of an instance, over HTTP. Each of these may be repeated, so a call that gets no answer is.
 * @throws InstanceGone when nobody answers any more; EnrichError when the answer is no
 */
export interface EnrichApi {
  meta(): Promise<Meta>;
  addLeads(key: string, from: number, leads: LeadCreate[]): Promise<number[]>;
  jobs(key: string): Promise<Job[]>;
  startJob(key: string, start: EnrichmentJobStart): Promise<Job>;
  estimate(leadIds: number[], maxCostMicros: number | undefined): Promise<LookupEstimate>;
  job(id: number): Promise<Job>;
  pause(id: number): Promise<Job>;
  resume(id: number, maxCostMicros: number | undefined): Promise<Job>;
  /** The job's leads that still are there; `asking`: only those a provider is being asked about now. */
  leadsOfJob(id: number, which: 'all' | 'asking'): Promise<Lead[]>;
  /** Null when it was deleted. */
  lead(id: number): Promise<Lead | null>;
}

/** The instance ended, or was killed. */
export class InstanceGone extends Error {
  override readonly name = 'InstanceGone';
}

const callTimeoutMs = 60_000;
const retryMs = 500;
/** So long a restart may take; then the instance is given up. */
const goneAfterMs = 8_000;
const busyAfterMs = 120_000;

/**
 * @param url of the instance
 * @param apiKey null: it needs none
 */
export function createEnrichApi(url: string, apiKey: string | null): EnrichApi {
  const headers = {
    'content-type': 'application/json',
    ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
  };

  /** The response as soon as there is one that isn't "later". */
  async function send(method: string, route: string, body: unknown): Promise<Response> {
    const startedMs = performance.now();
    for (;;) {
      const response = await fetch(`${url}${route}`, {
        method,
        headers,
        signal: AbortSignal.timeout(callTimeoutMs),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
      const passedMs = performance.now() - startedMs;
      if (response instanceof Error) {
        if (passedMs > goneAfterMs) throw new InstanceGone(`${url} does not answer any more.`, { cause: response });
      } else if (response.status !== 503 || passedMs > busyAfterMs) {
        return response;
      }
      await sleep(retryMs);
    }
  }

  async function call<T>(schema: z.ZodType<T>, method: string, route: string, body?: unknown): Promise<T> {
    const response = await send(method, route, body);
    const json: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refused(response.status, json);
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new EnrichError(otherVersion, { cause: parsed.error });
  }

  function refused(status: number, json: unknown): EnrichError {
    const problem = problemSchema.safeParse(json);
    if (!problem.success) return new EnrichError(`What runs at ${url} is not TinyGenesy (it answered ${status}).`);
    const { type, detail, errors, requestId } = problem.data;
    if (status === 401) return new EnrichError(`The TinyGenesy at ${url} needs its key: set API_KEY as it has it.`);
    if (type === '/problems/unknown-route') return new EnrichError(otherVersion);
    const what = errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
    return new EnrichError(
      `The TinyGenesy at ${url} refused: ${detail} ${what}${status >= 500 ? ` (request ${requestId})` : ''}`.trim(),
    );
  }
  const otherVersion = `The TinyGenesy at ${url} is of another version. End it, or start it again, and try again.`;

  return {
    meta: () => call(metaSchema, 'GET', '/meta'),
    addLeads: async (key, from, leads) =>
      (await call(enrichmentLeadIdsSchema, 'POST', `/enrichments/${key}/leads`, { from, leads })).leadIds,
    jobs: async (key) => (await call(enrichmentJobsSchema, 'GET', `/enrichments/${key}/jobs`)).jobs,
    startJob: (key, start) => call(jobSchema, 'POST', `/enrichments/${key}/jobs`, start),
    estimate: (leadIds, maxCostMicros) =>
      call(lookupEstimateSchema, 'POST', '/phone-lookups/estimate', { leadIds, scope: 'all', maxCostMicros }),
    job: (id) => call(jobSchema, 'GET', `/jobs/${id}`),
    pause: (id) => call(jobSchema, 'POST', `/jobs/${id}/pause`, {}),
    resume: (id, maxCostMicros) => call(jobSchema, 'POST', `/jobs/${id}/resume`, { maxCostMicros }),
    async leadsOfJob(id, which) {
      const leads: Lead[] = [];
      const asking = which === 'asking' ? '&phoneStatus=asking' : '';
      let cursor: string | null = '';
      while (cursor !== null) {
        const place: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page = await call(leadListSchema, 'GET', `/leads?jobId=${id}${asking}&sort=id&limit=200${place}`);
        leads.push(...page.leads);
        cursor = page.nextCursor;
      }
      return leads;
    },
    async lead(id) {
      const response = await send('GET', `/leads/${id}`, undefined);
      if (response.status === 404) return null;
      const json: unknown = await response.json().catch(() => null);
      if (!response.ok) throw refused(response.status, json);
      return leadWithLookupSchema.parse(json);
    },
  };
}
