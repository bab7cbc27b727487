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
} from '@tinygenesy/contract';
import { createApiClient } from './apiClient.ts';

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

const uploadTimeoutMs = 600_000;

/**
 * @param url of the instance
 * @param apiKey null: the instance needs none
 */
export function createEnrichApi(url: string, apiKey: string | null): EnrichApi {
  const { send, sendJson, read, call, find, pages } = createApiClient(url, apiKey);

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
      return (await read(importCreatedSchema, response)).id;
    },
    import: (id) => find(importDetailSchema, `/imports/${id}`),
    async commit(id, settings) {
      const response = await sendJson('POST', `/imports/${id}/commit`, settings);
      if (response.status !== 409) await read(jobSchema, response);
    },
    async *rowsOfImport(id) {
      for await (const { rows } of pages(importRowsSchema, `/imports/${id}/rows?limit=200`)) yield* rows;
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
      return { job: await read(jobSchema, response), isNew };
    },
    job: (id) => call(jobSchema, 'GET', `/jobs/${id}`),
    retry: (id) => call(jobSchema, 'POST', `/jobs/${id}/retry`, {}),
    pause: (id) => call(jobSchema, 'POST', `/jobs/${id}/pause`, {}),
    resume: (id, maxCostMicros) => call(jobSchema, 'POST', `/jobs/${id}/resume`, { maxCostMicros }),
    async leadsOfJob(id, which) {
      const asking = which === 'asking' ? '&phoneStatus=asking' : '';
      const leads: Lead[] = [];
      for await (const page of pages(leadListSchema, `/leads?jobId=${id}${asking}&sort=id&limit=200`)) {
        leads.push(...page.leads);
      }
      return leads;
    },
    lead: (id) => find(leadWithLookupSchema, `/leads/${id}`),
  };
}
