import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { EmailVerification, Job, Mode } from '@tinygenesy/contract';
import { sqliteTestDatabase, type TestDatabase } from '../db/testDatabase.ts';
import { bulkLeadRoutes } from '../imports/routes/bulkLeadRoutes.ts';
import { createImports } from '../imports/createImports.ts';
import { importJobRoutes } from '../imports/routes/importJobRoutes.ts';
import { importRoutes } from '../imports/routes/importRoutes.ts';
import type { EmailChecks } from '../emails/createEmailChecks.ts';
import { emailRoutes } from '../emails/emailRoutes.ts';
import { messages } from '../messages/messages.ts';
import type { Enrichments } from '../lookups/bulk/enrichments.ts';
import type { ImportJobs } from '../imports/jobs/importJobs.ts';
import type { Jobs } from '../jobs/createJobs.ts';
import { jobRoutes } from '../jobs/jobRoutes.ts';
import { readMode } from '../jobs/mode.ts';
import type { LeadDeps } from '../leads/leadDeps.ts';
import { leads } from '../leads/leads.ts';
import type { Lookups } from '../lookups/createLookups.ts';
import { enrichmentRoutes } from '../lookups/bulk/enrichmentRoutes.ts';
import { phoneLookupRoutes } from '../lookups/phoneLookupRoutes.ts';
import { settingsRoutes } from '../lookups/mode/settingsRoutes.ts';
import { providerUsageRoutes } from '../lookups/usage/providerUsageRoutes.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { phoneProviders } from '../providers/registry.ts';
import { providers } from '../providers/providers.ts';
import { createProviderSettings } from '../providers/settings.ts';
import { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import type { AppDeps } from '../http/appDeps.ts';
import { listen, type Listening, type ListenOptions } from '../http/listen.ts';

export interface TestServer extends Listening {
  database: TestDatabase;
  deps: AppDeps & LeadDeps;
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
  settings?: Partial<AppDeps['settings']>;
  fixedMode?: Mode;
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
    vendors: phoneProviders,
    limiter: new QueuedRateLimiter({ database, clock }),
    onChanged: (ids) => void asked.push(['providersChanged', ids]),
    onUnblocked: () => void asked.push(['providerUnblocked']),
  });
  await providerSettings.seed();
  const imports = createImports({ database, clock });
  const lookups: Lookups = {
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
  };
  const jobs: Jobs = {
    present: note('present', [testJob]),
    list: note('list', { jobs: [testJob], nextCursor: null }),
    read: note('read', testJob),
    items: note('items', { items: [], nextCursor: null }),
    cancel: note('cancel', testJob),
    pause: note('pause', testJob),
    resume: note('resume', testJob),
    retry: note('retry', { ...testJob, id: 2, retryOf: 1 }),
    estimateRetry: note('estimateRetry', estimate),
    ...options.jobs,
  };
  const emailChecks: EmailChecks = {
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
  };
  const importJobs: ImportJobs = {
    commit: note('commit', { ...testJob, kind: 'csv_import' as const }),
    undo: note('undo', { ...testJob, kind: 'import_undo' as const }),
    ...options.importJobs,
  };
  const enrichments: Enrichments = {
    jobs: note('enrichmentJobs', [testJob]),
    startJob: note('startJob', testJob),
    ...options.enrichments,
  };
  const log = options.log ?? createLogger('silent');
  const ground = {
    database,
    clock,
    log,
    engine: { wakeJob: note('wakeJob', undefined) },
    jobs,
    onLeadsGone: async (ids: number[]) => void gone.push(...ids),
  };
  const withImports = { ...ground, imports, importJobs };
  const usage = {
    ...ground,
    providerSettings,
    testProvider: async (id: string) => {
      throw new AppError('not_found', `There is no provider "${id}".`);
    },
  };
  const leadsAndFacts = leads({ ...ground, details: async (id) => ({ phoneLookup: await lookups.read(id) }) });
  const deps: AppDeps & LeadDeps = {
    ...ground,
    engine: { state: () => (engine.up ? 'up' : 'away'), temporalUiUrl: null },
    routes: [
      ...jobRoutes(ground),
      ...(leadsAndFacts.routes ?? []),
      ...(providers({ providerSettings }).routes ?? []),
      ...bulkLeadRoutes(withImports),
      ...importRoutes(withImports),
      ...importJobRoutes(withImports),
      ...emailRoutes({ ...ground, emailChecks }),
      ...(messages(ground).routes ?? []),
      ...phoneLookupRoutes({ ...ground, lookups }),
      ...enrichmentRoutes({ enrichments }),
      ...settingsRoutes({
        ...ground,
        fixedMode: async () => options.fixedMode ?? null,
        onSwitched: (ids) => void asked.push(['switched', ids]),
      }),
      ...providerUsageRoutes(usage),
    ],
    facts: async () => ({ mode: await readMode(database), ...(await leadsAndFacts.facts?.()) }),
    settings: {
      version: '0.0.0',
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
