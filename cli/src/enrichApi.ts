import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EnrichmentJobStart,
  enrichmentJobsSchema,
  importCreatedSchema,
  type ImportDetail,
  importDetailSchema,
  type ImportRow,
  importRowsSchema,
  type ImportSettings,
  type Job,
  jobSchema,
  type Lead,
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
  /** The same key gives the same import, for a day. @returns its id */
  upload(bytes: Uint8Array, fileName: string, key: string): Promise<number>;
  /** Null when it was taken away. */
  import(id: number): Promise<ImportDetail | null>;
  /** Begins the import, unless somebody did. */
  commit(id: number, settings: ImportSettings): Promise<void>;
  rowsOfImport(id: number): AsyncIterable<ImportRow>;
  jobs(key: string): Promise<Job[]>;
  startJob(key: string, start: EnrichmentJobStart): Promise<Job>;
  estimate(leadIds: number[], maxCostMicros: number | undefined): Promise<LookupEstimate>;
  /** The same key gives the same job, for a day; `isNew`: it was not there before. */
  verifyEmails(leadIds: number[], key: string): Promise<{ job: Job; isNew: boolean }>;
  job(id: number): Promise<Job>;
  /** A job over what the ended one could not do. */
  retry(id: number): Promise<Job>;
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
const uploadTimeoutMs = 600_000;
const retryMs = 500;
/** So long a restart may take; then the instance is given up. */
const goneAfterMs = 8_000;
const busyAfterMs = 120_000;

/**
 * @param url of the instance
 * @param apiKey null: it needs none
 */
export function createEnrichApi(url: string, apiKey: string | null): EnrichApi {
  const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };

  /** The response as soon as there is one that isn't "later". */
  async function send(
    method: string,
    route: string,
    {
      timeoutMs = callTimeoutMs,
      ...more
    }: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer>; timeoutMs?: number },
  ): Promise<Response> {
    const startedMs = performance.now();
    for (;;) {
      const response = await fetch(`${url}${route}`, {
        method,
        ...more,
        headers: { ...authorization, ...more.headers },
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
      const passedMs = performance.now() - startedMs;
      if (response instanceof Error) {
        if (passedMs > goneAfterMs) throw new InstanceGone(`${url} does not answer any more.`, { cause: response });
      } else if (!isLater(response) || passedMs > busyAfterMs) {
        return response;
      }
      await sleep(retryMs);
    }
  }

  const sendJson = (method: string, route: string, body?: unknown): Promise<Response> =>
    send(method, route, {
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  async function call<T>(schema: z.ZodType<T>, method: string, route: string, body?: unknown): Promise<T> {
    return answer(schema, await sendJson(method, route, body));
  }

  /** Null: there is no such thing. */
  async function find<T>(schema: z.ZodType<T>, route: string): Promise<T | null> {
    const response = await sendJson('GET', route);
    return response.status === 404 ? null : answer(schema, response);
  }

  async function answer<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
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
    async upload(bytes, fileName, key) {
      const response = await send('POST', '/imports', {
        headers: {
          'content-type': 'text/csv',
          'x-file-name': encodeURIComponent(fileName),
          'idempotency-key': key,
        },
        body: bytes as Uint8Array<ArrayBuffer>,
        timeoutMs: uploadTimeoutMs,
      });
      return (await answer(importCreatedSchema, response)).id;
    },
    import: (id) => find(importDetailSchema, `/imports/${id}`),
    async commit(id, settings) {
      const response = await sendJson('POST', `/imports/${id}/commit`, settings);
      if (response.status !== 409) await answer(jobSchema, response);
    },
    async *rowsOfImport(id) {
      let cursor: string | null = '';
      while (cursor !== null) {
        const place: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page = await call(importRowsSchema, 'GET', `/imports/${id}/rows?limit=200${place}`);
        yield* page.rows;
        cursor = page.nextCursor;
      }
    },
    jobs: async (key) => (await call(enrichmentJobsSchema, 'GET', `/enrichments/${key}/jobs`)).jobs,
    startJob: (key, start) => call(jobSchema, 'POST', `/enrichments/${key}/jobs`, start),
    estimate: (leadIds, maxCostMicros) =>
      call(lookupEstimateSchema, 'POST', '/phone-lookups/estimate', { leadIds, scope: 'all', maxCostMicros }),
    async verifyEmails(leadIds, key) {
      const response = await send('POST', '/leads/verify-emails', {
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ leadIds }),
      });
      const isNew = !response.headers.has('idempotency-replayed');
      return { job: await answer(jobSchema, response), isNew };
    },
    job: (id) => call(jobSchema, 'GET', `/jobs/${id}`),
    retry: (id) => call(jobSchema, 'POST', `/jobs/${id}/retry`, {}),
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
    lead: (id) => find(leadWithLookupSchema, `/leads/${id}`),
  };
}

/** Busy, or the first request with the same key is under way. */
const isLater = ({ status, headers }: Response): boolean =>
  status === 503 || (status === 409 && headers.has('retry-after'));
