import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { EmailVerification, Job } from '@tinygenesy/contract';
import { sqliteTestDatabase, type TestDatabase } from '../db/testDatabase.ts';
import { createImports } from '../imports/createImports.ts';
import type { EmailChecks } from '../jobs/emailChecks.ts';
import { createMessages } from '../jobs/createMessages.ts';
import type { Enrichments } from '../jobs/enrichments.ts';
import type { ImportJobs } from '../jobs/importJobs.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Lookups } from '../jobs/lookups.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { phoneProviders } from '../providers/registry.ts';
import { createProviderSettings } from '../providers/settings.ts';
import { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import type { HttpDeps } from './deps.ts';
import { listen, type Listening, type ListenOptions } from './listen.ts';

export interface TestServer extends Listening {
  database: TestDatabase;
  deps: HttpDeps;
  /** What the doubles of jobs and lookups were asked. */
  asked: unknown[][];
  gone: number[];
  engine: { up: boolean };
  /** A request to the API; a body that is no text is sent as JSON. */
  call(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>;
}

export interface TestServerOptions {
  settings?: Partial<HttpDeps['settings']>;
  frontendDir?: string | null;
  lookups?: Partial<Lookups>;
  jobs?: Partial<Jobs>;
  emailChecks?: Partial<EmailChecks>;
  importJobs?: Partial<ImportJobs>;
  enrichments?: Partial<Enrichments>;
  log?: Logger;
  database?: TestDatabase;
  liveLimits?: ListenOptions['liveLimits'];
}

export const testJob: Job = {
  id: 1,
  kind: 'phone_lookup',
  title: 'Find 3 phones',
  mode: 'sandbox',
  state: 'queued',
  total: 3,
  counts: { waiting: 3, running: 0 },
  asking: 0,
  costMicros: 0,
  maxCostMicros: null,
  request: {},
  retryOf: null,
  createdAt: '2026-05-03T10:00:00.000Z',
  startedAt: null,
  endedAt: null,
  etaSeconds: null,
  error: null,
};

const testVerification: EmailVerification = {
  email: 'ana@acme.com',
  verdict: 'valid',
  reasons: [{ code: 'has_mail_server', text: 'The domain has a mail server' }],
  depth: 'dns',
  suggestion: null,
  checkedAt: '2026-05-03T10:00:00.000Z',
  retryAt: null,
};

/** The real HTTP side on a real database and port, with doubles for jobs and lookups, which note what they are asked. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.database ?? (await sqliteTestDatabase());
  const clock = systemClock;
  const asked: unknown[][] = [];
  const gone: number[] = [];
  const engine = { up: true };
  const note =
    <T>(name: string, answer: T) =>
    async (...args: unknown[]): Promise<T> => {
      asked.push([name, ...args]);
      return answer;
    };
  const cost = { leastMicros: 0, expectedMicros: 1, mostMicros: 2 };
  const estimate = { leads: 3, skipped: [], cost, etaSeconds: 4 };
  const phoneLookup = { status: 'none' as const, providers: [], attempts: [] };
  const providerSettings = createProviderSettings({
    database,
    clock,
    modeOf: () => 'sandbox',
    vendors: phoneProviders,
    limiter: new QueuedRateLimiter({ database, clock }),
    onChanged: (ids) => void asked.push(['providersChanged', ids]),
    onUnblocked: () => void asked.push(['providerUnblocked']),
  });
  await providerSettings.seed();
  const imports = createImports({ database, clock, mode: 'sandbox' });
  const deps: HttpDeps = {
    database,
    clock,
    log: options.log ?? createLogger('silent'),
    lookups: {
      start: async (leadId) => ({
        started: true,
        leadId,
        workflowId: `phone-lookup-${leadId}`,
        phoneStatus: 'queued',
        phoneNumber: null,
      }),
      end: note('end', true),
      read: note('read', phoneLookup),
      startBulk: note('startBulk', testJob),
      estimate: note('estimate', estimate),
      ...options.lookups,
    },
    jobs: {
      list: note('list', { jobs: [testJob], nextCursor: null }),
      read: note('read', testJob),
      items: note('items', { items: [], nextCursor: null }),
      cancel: note('cancel', testJob),
      pause: note('pause', testJob),
      resume: note('resume', testJob),
      retry: note('retry', { ...testJob, id: 2, retryOf: 1 }),
      estimateRetry: note('estimateRetry', estimate),
      deleteLeads: note('deleteLeads', { ...testJob, kind: 'lead_deletion' as const }),
      ...options.jobs,
    },
    emailChecks: {
      verify: async (email) => ({ ...testVerification, email }),
      verifyLead: async (leadId) => {
        throw new AppError('not_found', `There is no lead ${leadId}.`);
      },
      startJob: note('verifyEmails', { ...testJob, kind: 'email_verification' as const }),
      estimate: note('estimateEmails', {
        leads: 3,
        domains: 2,
        skipped: [],
        etaSeconds: 1,
        mostSeconds: 9,
        verdicts: { none: 3 },
      }),
      reasonsOfJob: note('emailReasons', { jobId: 1, reasons: [] }),
      ...options.emailChecks,
    },
    importJobs: {
      commit: note('commit', { ...testJob, kind: 'csv_import' as const }),
      undo: note('undo', { ...testJob, kind: 'import_undo' as const }),
      ...options.importJobs,
    },
    enrichments: {
      jobs: note('enrichmentJobs', [testJob]),
      startJob: note('startJob', testJob),
      ...options.enrichments,
    },
    imports,
    messages: createMessages({ database, clock, mode: 'sandbox', engine: { wakeJob: note('wakeJob', undefined) } }),
    providerSettings,
    modeOf: () => 'sandbox',
    testProvider: async (id) => {
      throw new AppError('not_found', `There is no provider "${id}".`);
    },
    onLeadsGone: async (ids) => void gone.push(...ids),
    engine: { state: () => (engine.up ? 'up' : 'away'), temporalUiUrl: null },
    settings: {
      version: '0.0.0',
      mode: 'sandbox',
      currency: 'EUR',
      host: '127.0.0.1',
      apiKey: null,
      ...options.settings,
    },
    frontendDir: options.frontendDir ?? null,
  };
  const server = await listen(deps, {
    port: 0,
    databaseUrl: database.url,
    ...(options.liveLimits ? { liveLimits: options.liveLimits } : {}),
  });
  const base = `http://127.0.0.1:${server.port}`;
  return {
    ...server,
    database,
    deps,
    asked,
    gone,
    engine,
    async call(method, address, { body, headers } = {}) {
      const response = await fetch(`${base}${address}`, {
        method,
        redirect: 'manual',
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /json/u.test(response.headers.get('content-type') ?? '');
      const parsed: unknown = isJson ? JSON.parse(text) : { text };
      return { status: response.status, headers: response.headers, body: parsed as Record<string, unknown> };
    },
    async close() {
      await server.close(500);
      await imports.close();
      if (!options.database) await database.close();
    },
  };
}

/** A temporary folder that is removed by what is returned beside it. */
export async function temporaryFolder(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-http-'));
  return { dir, remove: () => rm(dir, { recursive: true }) };
}
