import {
  type BulkLookupInput,
  type Job,
  jobItemsSchema,
  type JobItems,
  jobSchema,
  type Lead,
  type LeadCreate,
  leadSchema,
  type LeadWithLookup,
  leadWithLookupSchema,
  type PhoneLookupStarted,
  phoneLookupStartedSchema,
  type ProviderPatch,
  providerSchema,
} from '@tinygenesy/contract';
import type { z } from 'zod';

/** The part of the API that benchmarks and end-to-end tests need. Every answer other than 2xx throws. */
export interface ProductApi {
  createLead(lead: LeadCreate): Promise<Lead>;
  readLead(id: number): Promise<LeadWithLookup>;
  startLookup(leadId: number): Promise<PhoneLookupStarted>;
  startJob(body: BulkLookupInput): Promise<Job>;
  readJob(id: number): Promise<Job>;
  /** All of them. */
  jobItems(id: number): Promise<JobItems['items']>;
  patchProvider(id: string, patch: ProviderPatch): Promise<void>;
}

export function productApi(url: string): ProductApi {
  async function call<T>(schema: z.ZodType<T>, method: string, route: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${route}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${text}`);
    return schema.parse(JSON.parse(text));
  }

  return {
    createLead: (lead) => call(leadSchema, 'POST', '/leads', lead),
    readLead: (id) => call(leadWithLookupSchema, 'GET', `/leads/${id}`),
    startLookup: (id) => call(phoneLookupStartedSchema, 'POST', `/leads/${id}/phone-lookup`, {}),
    startJob: (body) => call(jobSchema, 'POST', '/phone-lookups', body),
    readJob: (id) => call(jobSchema, 'GET', `/jobs/${id}`),
    async jobItems(id) {
      const items: JobItems['items'] = [];
      let cursor: string | null = null;
      do {
        const place: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: JobItems = await call(jobItemsSchema, 'GET', `/jobs/${id}/items?limit=200${place}`);
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return items;
    },
    patchProvider: async (id, patch) => void (await call(providerSchema, 'PATCH', `/providers/${id}`, patch)),
  };
}
