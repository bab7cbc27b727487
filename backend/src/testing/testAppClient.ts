import {
  type Job,
  jobSchema,
  type Lead,
  leadSchema,
  type LeadWithLookup,
  leadWithLookupSchema,
  type PhoneLookupStarted,
  phoneLookupStartedSchema,
  type PhoneStatus,
  type Provider,
  providerSchema,
} from '@tinygenesy/contract';
import { expect, vi } from 'vitest';
import type { ProviderId } from '../providers/sandbox/flags.ts';

/** The API as tests of the whole product use it; an unexpected status fails the test. */
export interface TestAppClient {
  /** A request to the API with a JSON body. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** A lead that every provider can be asked about, with inputs that no other has. */
  addLead(fields?: Record<string, unknown>): Promise<Lead>;
  addLeads(count: number): Promise<Lead[]>;
  patchLead(id: number, fields: Record<string, unknown>): Promise<Lead>;
  patchProvider(id: ProviderId, fields: Record<string, unknown>): Promise<Provider>;
  /** A person's click. */
  find(lead: Pick<Lead, 'id'>, body?: { force?: boolean }): Promise<PhoneLookupStarted>;
  lead(id: number): Promise<LeadWithLookup>;
  /** Waits until the lead shows one of these states. */
  leadIn(id: number, ...statuses: PhoneStatus[]): Promise<LeadWithLookup>;
  /** `POST /phone-lookups` for these leads. */
  startJob(leads: readonly Lead[], body?: Record<string, unknown>): Promise<Job>;
  job(id: number): Promise<Job>;
  jobIn(id: number, ...states: Job['state'][]): Promise<Job>;
  steer(id: number, what: 'cancel' | 'pause' | 'resume' | 'retry', body?: unknown): Promise<Job>;
}

/** Only a busy machine takes so long, and questions without pause would keep it busy. */
const longEnough = { timeout: 60_000, interval: 80 };

let leadsMade = 0;

/** @param baseUrl where the app listens now: a restart changes it */
export function testAppClient(baseUrl: () => string): TestAppClient {
  async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${baseUrl()}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  async function expectStatus(status: number, method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await call(method, path, body);
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const lead = async (id: number): Promise<LeadWithLookup> =>
    leadWithLookupSchema.parse(await expectStatus(200, 'GET', `/leads/${id}`));
  const job = async (id: number): Promise<Job> => jobSchema.parse(await expectStatus(200, 'GET', `/jobs/${id}`));
  const addLead = async (fields: Record<string, unknown> = {}): Promise<Lead> => {
    leadsMade += 1;
    const host = `company-${leadsMade}.example`;
    const body = {
      firstName: 'Ana',
      lastName: `Faro ${leadsMade}`,
      email: `ana@${host}`,
      jobTitle: 'Engineer',
      companyWebsite: host,
      ...fields,
    };
    return leadSchema.parse(await expectStatus(201, 'POST', '/leads', body));
  };

  return {
    call,
    addLead,
    async addLeads(count) {
      const leads: Lead[] = [];
      for (let n = 0; n < count; n += 1) leads.push(await addLead());
      return leads;
    },
    patchLead: async (id, fields) => leadSchema.parse(await expectStatus(200, 'PATCH', `/leads/${id}`, fields)),
    patchProvider: async (id, fields) =>
      providerSchema.parse(await expectStatus(200, 'PATCH', `/providers/${id}`, fields)),
    find: async ({ id }, body = {}) =>
      phoneLookupStartedSchema.parse(await expectStatus(202, 'POST', `/leads/${id}/phone-lookup`, body)),
    lead,
    leadIn: (id, ...statuses) =>
      vi.waitFor(async () => {
        const now = await lead(id);
        expect(statuses, describeLead(now)).toContain(now.phoneStatus);
        return now;
      }, longEnough),
    startJob: async (leads, body = {}) =>
      jobSchema.parse(
        await expectStatus(202, 'POST', '/phone-lookups', { leadIds: leads.map(({ id }) => id), ...body }),
      ),
    job,
    jobIn: (id, ...states) =>
      vi.waitFor(async () => {
        const now = await job(id);
        expect(states, JSON.stringify(now)).toContain(now.state);
        return now;
      }, longEnough),
    steer: async (id, what, body = {}) => jobSchema.parse(await expectStatus(202, 'POST', `/jobs/${id}/${what}`, body)),
  };
}

const describeLead = ({ id, phoneStatus, phoneDetail, phoneLookup }: LeadWithLookup): string =>
  JSON.stringify({ id, phoneStatus, phoneDetail, attempts: phoneLookup.attempts });
