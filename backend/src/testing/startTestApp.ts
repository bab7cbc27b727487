import { randomUUID } from 'node:crypto';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import {
  type Job,
  jobSchema,
  type Lead,
  leadSchema,
  type LeadWithLookup,
  leadWithLookupSchema,
  type Mode,
  type PhoneLookupStarted,
  phoneLookupStartedSchema,
  type PhoneStatus,
  type Provider,
  providerSchema,
} from '@tinygenesy/contract';
import { expect, vi } from 'vitest';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import type { Database, Dialect } from '../db/database.ts';
import { systemClock } from '../platform/clock.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { hashInput } from '../providers/hashInput.ts';
import type { PhoneProvider, ProviderDefaults } from '../providers/provider.ts';
import { phoneProviders, sandboxTarget } from '../providers/registry.ts';
import type { LoggedCall } from '../providers/sandbox/callBook.ts';
import { type FlagChanges, type VendorId, vendorIds } from '../providers/sandbox/flags.ts';
import { type Sandbox, startSandbox } from '../providers/sandbox/startSandbox.ts';
import { type AppOptions, type RunningApp, startApp } from '../startApp.ts';
import { expectBooksToBalance } from './expectBooksToBalance.ts';
import { expectProvidersToAgree } from './expectProvidersToAgree.ts';
import { testTemporal } from './testTemporal.ts';
import { testWorkflowBundle } from './testWorkflowBundle.ts';

export interface TestAppOptions {
  dialect?: Dialect;
  /** Laid over quick answers, no failures and wide limits. */
  sandbox?: FlagChanges;
  /** Laid over the vendors' own settings with wide limits. */
  providers?: Partial<Record<VendorId, Partial<ProviderDefaults>>>;
  /** What the environment fixes; by default nothing, which is sandbox mode at first. */
  mode?: Mode;
  /** host:port; by default the server that all test files share. */
  temporalAddress?: string;
  endpointOf?: (vendor: PhoneProvider, sandboxUrl: string, mode: Mode) => { url: string; apiKey: string };
  /** host:port each; by default none that answers. */
  dnsServers?: readonly string[];
  /** `host:port` of a name server for `.example`, asked in sandbox mode. */
  sandboxDns?: string;
  log?: Logger;
}

export interface TestApp {
  readonly url: string;
  readonly database: Database;
  readonly sandbox: Sandbox;
  readonly taskQueuePrefix: string;
  /** A request to the API with a JSON body. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** A lead that every vendor can be asked about, with inputs that no other has. */
  addLead(fields?: Record<string, unknown>): Promise<Lead>;
  addLeads(count: number): Promise<Lead[]>;
  patchLead(id: number, fields: Record<string, unknown>): Promise<Lead>;
  patchProvider(id: VendorId, fields: Record<string, unknown>): Promise<Provider>;
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
  /** What came to the sandbox about a lead as it is given here. */
  callsAbout(lead: Lead, provider?: VendorId): LoggedCall[];
  /** Holds what must always be true of the money and the counts of all jobs and requests, and what the sandbox billed. */
  expectBooksToBalance(): Promise<void>;
  /** Starts a second process of the product on the same database; close it yourself. */
  beside(changes: Partial<AppOptions>): Promise<RunningApp>;
  /** Ends the app and starts another on the same database, as a restart does. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const quick = { latencyMs: { min: 5, max: 20 }, failureRate: 0, ratePerSecond: 1_000, maxConcurrent: 500 };
const wideLimits = { ratePerSecond: 100, maxConcurrent: 20 };
/** Only a busy machine takes so long. */
const longEnough = { timeout: 60_000, interval: 40 };

let leadsMade = 0;
let runtimeInstalled = false;

/**
 * The whole product as one process runs it, over HTTP: real Temporal (task queues of its own), real database, real
 * sandbox in this process. Numbers are found as `hitRate` says: 1 always, 0 never.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  installRuntime();
  const open = testDatabases.find(({ dialect }) => dialect === (options.dialect ?? 'sqlite'))?.open;
  if (open === undefined) throw new Error('There is no such database.');
  const [testDatabase, started, address, workflowBundle] = await Promise.all([
    open(),
    startSandbox({ overrides: withQuick(options.sandbox ?? {}) }),
    options.temporalAddress ?? testTemporal(),
    testWorkflowBundle(),
  ]);
  const sandbox = withEveryCall(started);
  await addProviders(testDatabase, options.providers ?? {});
  const endpointOf = options.endpointOf ?? sandboxTarget;
  const taskQueuePrefix = `test-${randomUUID().slice(0, 8)}-`;
  const appOptions: AppOptions = {
    databaseUrl: testDatabase.url,
    modeClaim: options.mode ?? null,
    vendors: phoneProviders,
    roles: { api: true, worker: true },
    http: { host: '127.0.0.1', port: 0, apiKey: null, currency: 'EUR', version: '0.0.0', frontendDir: null },
    temporal: { address, namespace: 'default', apiKey: null, tls: false, uiUrl: null },
    taskQueuePrefix,
    workflowBundle,
    endpointOf: (vendor, mode) => endpointOf(vendor, sandbox.url, mode),
    // No test asks the name servers of the machine.
    dnsServers: options.dnsServers ?? ['127.0.0.1:9'],
    sandboxDns: options.sandboxDns ?? null,
    clock: systemClock,
    log: options.log ?? createLogger('silent'),
  };
  let app: RunningApp = await startApp(appOptions);

  async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${app.url}${path}`, {
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
    get url() {
      return app.url ?? '';
    },
    get database() {
      return app.database;
    },
    sandbox,
    taskQueuePrefix,
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
    callsAbout(about, provider) {
      const hashes = phoneProviders
        .filter(({ id }) => provider === undefined || id === provider)
        .flatMap((vendor) => {
          const input = vendor.input(about);
          return input.ok ? [`${vendor.id} ${hashInput(input.input)}`] : [];
        });
      return sandbox.calls().filter(({ provider: id, inputHash }) => hashes.includes(`${id} ${inputHash}`));
    },
    async expectBooksToBalance() {
      await expectBooksToBalance(app.database);
      await expectProvidersToAgree(app.database, sandbox.everyCall);
    },
    beside: (changes) => startApp({ ...appOptions, ...changes }),
    async restart() {
      await app.close();
      app = await startApp(appOptions);
    },
    async close() {
      await app.close();
      await Promise.all([sandbox.close(), testDatabase.close()]);
    },
  };
}

/** Temporal says what it has to say at most once in a test process, and only if it is an error. */
export function installRuntime(): void {
  if (runtimeInstalled) return;
  runtimeInstalled = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
    shutdownSignals: [],
  });
}

/** Keeps the calls that a reset makes the sandbox forget: the ledger keeps their lines, too. */
function withEveryCall(sandbox: Sandbox): Sandbox & { everyCall(): LoggedCall[] } {
  const forgotten: LoggedCall[] = [];
  return {
    ...sandbox,
    reset() {
      forgotten.push(...sandbox.calls());
      sandbox.reset();
    },
    everyCall: () => [...forgotten, ...sandbox.calls()],
  };
}

function withQuick(changes: FlagChanges): FlagChanges {
  return Object.fromEntries(vendorIds.map((id) => [id, { ...quick, ...changes[id] }]));
}

async function addProviders(
  { prisma }: TestDatabase,
  changes: NonNullable<TestAppOptions['providers']>,
): Promise<void> {
  for (const { id, name, defaults } of phoneProviders) {
    const change = Object.entries(changes).find(([key]) => key === id)?.[1] ?? {};
    const { priceMicros, ...rest } = { ...defaults, ...wideLimits, ...change };
    await prisma.provider.create({ data: { id, name, ...rest, priceMicros: BigInt(priceMicros), faultsInRow: 0 } });
  }
}

const describeLead = ({ id, phoneStatus, phoneDetail, phoneLookup }: LeadWithLookup): string =>
  JSON.stringify({ id, phoneStatus, phoneDetail, attempts: phoneLookup.attempts });
