import {
  type EnrichmentJobStartInput,
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

/** What a lookup job may do for each lead. */
export type RunOptions = Pick<EnrichmentJobStartInput, 'stopAt' | 'maxCostPerLeadMicros'>;

/**
 * The requests that the command sends to an instance. All are safe to repeat, so a request without an answer is repeated.
 * @throws InstanceGone when the instance no longer answers; EnrichError when it refuses
 */
export interface EnrichApi {
  meta(): Promise<Meta>;
  /** Returns the id of the import. The same key returns the same import for a day. */
  upload(bytes: Uint8Array, fileName: string, key: string): Promise<number>;
  /** Null: it was deleted. */
  import(id: number): Promise<ImportDetail | null>;
  /** Starts the import, unless it was started already. */
  commit(id: number, settings: ImportSettings): Promise<void>;
  rowsOfImport(id: number): AsyncIterable<ImportRow>;
  jobs(key: string): Promise<Job[]>;
  startJob(key: string, start: EnrichmentJobStartInput): Promise<Job>;
  estimate(leadIds: number[], options: RunOptions & { maxCostMicros: number | undefined }): Promise<LookupEstimate>;
  /** The same key returns the same job for a day. `isNew`: this call created it. */
  verifyEmails(leadIds: number[], key: string): Promise<{ job: Job; isNew: boolean }>;
  job(id: number): Promise<Job>;
  /** Creates a job for the failed items of an ended one. */
  retry(id: number): Promise<Job>;
  pause(id: number): Promise<Job>;
  resume(id: number, maxCostMicros: number | undefined): Promise<Job>;
  /** Returns the job's leads that still exist; `asking`: only those with a call in progress. */
  leadsOfJob(id: number, which: 'all' | 'asking'): Promise<Lead[]>;
  /** Null: it was deleted. */
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
    estimate: (leadIds, options) =>
      call(lookupEstimateSchema, 'POST', '/phone-lookups/estimate', { leadIds, scope: 'all', ...options }),
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
