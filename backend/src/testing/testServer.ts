import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Mode } from '@tinygenesy/contract';
import { sqliteTestDatabase, type TestDatabase } from '../db/testDatabase.ts';
import { bulkLeadRoutes } from '../imports/routes/bulkLeadRoutes.ts';
import { createImports } from '../imports/createImports.ts';
import { importJobRoutes } from '../imports/routes/importJobRoutes.ts';
import { importRoutes } from '../imports/routes/importRoutes.ts';
import { emailRoutes } from '../emails/emailRoutes.ts';
import { messages } from '../messages/messages.ts';
import { jobRoutes } from '../jobs/jobRoutes.ts';
import { readMode } from '../jobs/mode.ts';
import type { LeadDeps } from '../leads/leadDeps.ts';
import { leads } from '../leads/leads.ts';
import { enrichmentRoutes } from '../lookups/bulk/enrichmentRoutes.ts';
import { phoneLookupRoutes } from '../lookups/phoneLookupRoutes.ts';
import { settingsRoutes } from '../lookups/mode/settingsRoutes.ts';
import { providerUsageRoutes } from '../lookups/usage/providerUsageRoutes.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { createBackground } from '../platform/background.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { createProviderBook } from '../providers/providerBook.ts';
import { phoneProviders } from '../providers/registry.ts';
import { createProviderSecrets } from '../providers/secrets.ts';
import { providers } from '../providers/providers.ts';
import { createProviderSettings, type ProviderSettings } from '../providers/settings.ts';
import { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import type { AppDeps } from '../http/appDeps.ts';
import { type DoubleChanges, type Note, testDoubles } from './testDoubles.ts';
import { listen, type Listening, type ListenOptions } from '../http/listen.ts';

type ApiRequest = { body?: unknown; headers?: Record<string, string> };
type ApiAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

export interface TestServer extends Listening {
  database: TestDatabase;
  deps: AppDeps & LeadDeps;
  /** What the doubles of jobs and lookups were asked. */
  asked: unknown[][];
  gone: number[];
  engine: { up: boolean };
  /** A request to the API; a body that is no text is sent as JSON. */
  call(method: string, path: string, request?: ApiRequest): Promise<ApiAnswer>;
}

export interface TestServerOptions extends DoubleChanges {
  settings?: Partial<AppDeps['settings']>;
  fixedMode?: Mode;
  frontendDir?: string | null;
  log?: Logger;
  database?: TestDatabase;
  liveLimits?: ListenOptions['liveLimits'];
}

/** The real HTTP side on a real database and port, with doubles for jobs and lookups, which note what they are asked. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.database ?? (await sqliteTestDatabase());
  const clock = systemClock;
  const asked: unknown[][] = [];
  const gone: number[] = [];
  const engine = { up: true };
  const note = noteIn(asked);
  const providerSettings = await seededSettings(database, asked);
  const imports = createImports({ database, clock });
  const { lookups, jobs, emailChecks, importJobs, enrichments } = testDoubles(options, note);
  const log = options.log ?? createLogger('silent');
  const ground = {
    database,
    clock,
    log,
    engine: { wakeJob: note('wakeJob', undefined) },
    background: createBackground(log),
    jobs,
    onLeadsGone: async (ids: number[]) => void gone.push(...ids),
  };
  const withImports = { ...ground, imports, importJobs };
  const usage = {
    ...ground,
    providerSettings,
    book: createProviderBook(phoneProviders),
    testProvider: async (id: string) => {
      throw new AppError('not_found', `There is no provider "${id}".`);
    },
  };
  const leadsAndFacts = leads({ ...ground, details: async (id) => ({ phoneLookup: await lookups.read(id) }) });
  const deps: AppDeps & LeadDeps = {
    ...ground,
    engine: { state: () => (engine.up ? 'up' : 'away'), isRestarting: () => false, temporalUiUrl: null },
    workerState: () => null,
    routes: [
      ...jobRoutes(ground),
      ...(leadsAndFacts.routes ?? []),
      ...(providers({ database, clock, providerSettings, secrets: testSecrets }).routes ?? []),
      ...bulkLeadRoutes(withImports),
      ...importRoutes(withImports),
      ...importJobRoutes(withImports),
      ...emailRoutes({ ...ground, emailChecks }),
      ...(messages(ground).routes ?? []),
      ...phoneLookupRoutes({ ...ground, lookups }),
      ...enrichmentRoutes({ enrichments }),
      ...settingsRoutes({
        ...ground,
        providerSettings,
        fixedMode: async () => options.fixedMode ?? null,
        onSwitched: (ids) => void asked.push(['switched', ids]),
      }),
      ...providerUsageRoutes(usage),
    ],
    facts: async () => ({ mode: await readMode(database), ...(await leadsAndFacts.facts?.()) }),
    settings: { version: '0.0.0', currency: 'EUR', host: '127.0.0.1', apiKey: null, ...options.settings },
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
    call: (method, address, request) => callApi(base, method, address, request),
    async close() {
      await server.close(500);
      await imports.close();
      if (!options.database) await database.close();
    },
  };
}

/** Makes doubles that note their calls. */
function noteIn(asked: unknown[][]): Note {
  return (name, answer) =>
    async (...args) => {
      asked.push([name, ...args]);
      return answer;
    };
}

/** Encrypts with a key of zeros. */
const testSecrets = createProviderSecrets(() => new Uint8Array(32));

async function seededSettings(database: TestDatabase, asked: unknown[][]): Promise<ProviderSettings> {
  const settings = createProviderSettings({
    database,
    clock: systemClock,
    coded: phoneProviders,
    book: createProviderBook(phoneProviders),
    secrets: testSecrets,
    limiter: new QueuedRateLimiter({ database, clock: systemClock }),
    onUnblocked: () => void asked.push(['providerUnblocked']),
  });
  await settings.seed();
  return settings;
}

async function callApi(
  base: string,
  method: string,
  address: string,
  { body, headers }: ApiRequest = {},
): Promise<ApiAnswer> {
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
}

/** Makes a temporary folder; `remove` removes it. */
export async function temporaryFolder(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-http-'));
  return { dir, remove: () => rm(dir, { recursive: true }) };
}
