import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import {
  finalJobStates,
  importPreviewSchema,
  type Job,
  jobKindSchema,
  jobListSchema,
  type JobItems,
  jobSchema,
  jobStateSchema,
  leadSchema,
  messageTemplateListSchema,
} from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Dialect, openDatabase } from './db/database.ts';
import { dropPostgresDatabase, emptyPostgresDatabase } from './db/testDatabase.ts';
import { providerIds } from './providers/sandbox/flags.ts';
import { buildProduct } from './testing/buildProduct.ts';
import { expectBooksToBalance } from './testing/expectBooksToBalance.ts';
import { type ProductApi, productApi } from './testing/productApi.ts';
import { type LocalDnsServer, startDnsServer } from './testing/startDnsServer.ts';
import { type OuterSandbox, startOuterSandbox } from './testing/startOuterSandbox.ts';
import { type Product, startProduct } from './testing/startProduct.ts';
import { temporalCliPath } from './testing/temporalCliPath.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
/** Only a busy machine takes so long. */
const longEnough = { timeout: 240_000, interval: 500 };
const sampleSize = 12;
const fixtureDir = path.resolve(import.meta.dirname, '../fixtures/0.4.0');
/** Between the kill of 0.4.0 and the start of today's version: leases are over, deletions can still be undone. */
const downtimeMs = 10 * 60_000;

const countsSchema = z.record(z.string(), z.int());
const fixtureJobSchema = z.object({
  name: z.string(),
  id: z.int(),
  kind: jobKindSchema,
  state: jobStateSchema,
  total: z.int(),
  counts: countsSchema,
  /** The state at the end, by itself or after it was resumed or cancelled. */
  endState: jobStateSchema,
  /** The counts at the end, where no provider decides them. */
  ends: countsSchema.nullable(),
});
const expected = z
  .object({
    atMs: z.int(),
    databaseId: z.uuid(),
    idempotency: z.object({ key: z.string(), body: z.object({ leadIds: z.array(z.int()) }), jobId: z.int() }),
    suppressedEmail: z.string(),
    deletion: z.object({ undoToken: z.string(), leadIds: z.array(z.int()) }),
    templateIds: z.array(z.int()),
    draftId: z.int(),
    people: z.object({
      underWay: z.int(),
      forced: z.int(),
      joining: z.int(),
      rateLimited: z.int(),
      emailCheck: z.int(),
    }),
    jobs: z.array(fixtureJobSchema),
  })
  .parse(JSON.parse(readFileSync(path.join(fixtureDir, 'expected.json'), 'utf8')));
type FixtureJob = (typeof expected.jobs)[number];

const isHalted = ({ state }: FixtureJob): boolean => state === 'paused' || state === 'on_hold';
const halted = expected.jobs.filter(isHalted);
const named = (name: string): FixtureJob => {
  const job = expected.jobs.find((one) => one.name === name);
  if (job === undefined) throw new Error(`The fixture has no job "${name}"`);
  return job;
};
const unpacked = (name: string): Buffer => gunzipSync(readFileSync(path.join(fixtureDir, `${name}.gz`)));

test('the fixture has a job of every kind in every state that a kind can be in', () => {
  const kinds = [...new Set(expected.jobs.map(({ kind }) => kind))].toSorted();
  const states = ['queued', 'running', 'paused', 'cancelling', 'cancelled', 'completed'];
  const missing = kinds.flatMap((kind) =>
    states.filter((state) => !expected.jobs.some((job) => job.kind === kind && job.state === state)),
  );
  expect(kinds).toHaveLength(6);
  expect(missing).toEqual([]);
  // Only lookups are put on hold, only imports fail as a whole.
  expect(expected.jobs.some(({ state }) => state === 'on_hold')).toBe(true);
  expect(expected.jobs.some(({ state }) => state === 'failed')).toBe(true);
});

describe.each<{ dialect: Dialect }>([{ dialect: 'sqlite' }, { dialect: 'postgres' }])(
  'a database of 0.4.0 on $dialect works with the current version',
  ({ dialect }) => {
    let dataDir: string;
    let url: string;
    let dns: LocalDnsServer;
    let sandbox: OuterSandbox;
    let product: Product;
    let api: ProductApi;
    let before: Awaited<ReturnType<typeof readTruth>>;
    let upgradedAt: Date;

    beforeAll(async () => {
      dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-upgrade-'));
      await writeFile(path.join(dataDir, `temporal-${expected.databaseId}.db`), unpacked('temporal.db'));
      url = dialect === 'sqlite' ? `file:${path.join(dataDir, 'tinygenesy.db')}` : await emptyPostgresDatabase();
      if (dialect === 'sqlite') await writeFile(path.join(dataDir, 'tinygenesy.db'), unpacked('tinygenesy.db'));
      else await inDatabase(url, (run) => run(unpacked('postgres.sql').toString()));
      await inDatabase(url, (run) => shiftTimes(dialect, run, Date.now() - expected.atMs - downtimeMs));
      before = await inDatabase(url, readTruth);

      const quick = { latencyMs: { min: 10, max: 40 }, failureRate: 0, ratePerSecond: 1_000, maxConcurrent: 500 };
      [dns, sandbox] = await Promise.all([
        startDnsServer((name) => {
          if (name.startsWith('failing')) return { rcode: 'SERVFAIL' };
          return name.startsWith('nomail') ? null : { mx: [[10, `mx.${name}`]] };
        }),
        startOuterSandbox(Object.fromEntries(providerIds.map((id) => [id, quick]))),
      ]);
      const [main, cliPath] = await Promise.all([buildProduct(), temporalCliPath()]);
      upgradedAt = new Date();
      product = await startProduct({
        dataDir,
        main,
        temporalCliPath: cliPath,
        env: { ...sandbox.env, DNS_SERVERS: dns.address, DATABASE_URL: url },
      });
      api = productApi(product.url);
    });
    afterAll(async () => {
      await product?.stop();
      await sandbox?.stop();
      await dns?.close();
      if (dialect === 'postgres') await dropPostgresDatabase(url);
      await rm(dataDir, { recursive: true, force: true });
    });

    async function call(method: string, route: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(product.url + route, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      expect(response.ok, `${method} ${route} answered ${response.status}: ${text}`).toBe(true);
      return JSON.parse(text) as unknown;
    }
    /** Asks about all jobs at once and seldom: the questions would take the time that the jobs need. */
    const ended = (jobs: readonly FixtureJob[]): Promise<void> =>
      vi.waitFor(async () => {
        const now = jobListSchema.parse(await call('GET', '/jobs?limit=200')).jobs;
        const open = jobs.flatMap(({ id, name }) => {
          const job = now.find((one) => one.id === id);
          if (job === undefined) return [`${name} (${id}) is not listed`];
          return finalJobStates.includes(job.state)
            ? []
            : [`${name} (${id}): ${job.state} ${JSON.stringify(job.counts)}`];
        });
        expect(open).toEqual([]);
      }, longEnough);

    test('what was under way comes to its end by itself', async () => {
      await ended(expected.jobs.filter((job) => !isHalted(job)));
      for (const job of expected.jobs) {
        const now = await api.readJob(job.id);
        const said = `${job.name} (${job.id})`;
        expect(now.state, said).toBe(isHalted(job) ? job.state : job.endState);
        expect(now.total, said).toBe(job.total);
        const known = isHalted(job) || finalJobStates.includes(job.state) ? job.counts : job.ends;
        const ends = job.state === 'cancelling' ? cancelledCounts(job) : known;
        const counts = nonZero(now.counts);
        expect(counts, said).toEqual(known ?? counts);
        expect(counts, said).toEqual(ends ?? counts);
        expect(known === null ? open(now) : 0, said).toBe(0);
      }
    });

    test('the counts of each job equal a recount of its members', () => expectRecounts());

    test('unreached leads of a paused or on-hold job show its state; those of a cancelled job do not wait', async () => {
      const reads = async (name: string, itemState: string): Promise<string[]> => {
        const items = await api.jobItems(named(name).id);
        const unreached = items.filter(({ state }) => state === itemState);
        expect(unreached.length, name).toBeGreaterThan(0);
        const statuses = new Set<string>();
        for (const { leadId } of unreached.slice(-sampleSize))
          statuses.add((await api.readLead(leadId ?? 0)).phoneStatus);
        return [...statuses];
      };
      expect(await reads('phone_lookup paused', 'waiting')).toEqual(['queued']);
      expect(await reads('phone_lookup on_hold, budget', 'on_hold')).toEqual(['on_hold']);
      expect(await reads('phone_lookup on_hold, other mode', 'on_hold')).toEqual(['on_hold']);
      // A number that came while the job was being cancelled stays.
      for (const name of ['phone_lookup cancelled', 'phone_lookup cancelling']) {
        expect(missing(await reads(name, 'cancelled'), ['none', 'cancelled', 'found', 'no_data'])).toEqual([]);
      }
    });

    test('the open lookups of people end, also a re-run, a joined one and one that a provider asked to wait', async () => {
      const { underWay, forced, joining, rateLimited, emailCheck } = expected.people;
      for (const id of [underWay, forced, joining, rateLimited]) {
        await vi.waitFor(
          async () => expect(['found', 'no_data']).toContain((await api.readLead(id)).phoneStatus),
          longEnough,
        );
      }
      const { phoneLookup } = await api.readLead(forced);
      expect(new Set(phoneLookup.attempts.map(({ round }) => round)).size).toBe(2);
      expect((await api.readLead(emailCheck)).emailCheck).toBe('idle');
    });

    test('paused jobs and jobs on hold are resumed or cancelled, and end', async () => {
      for (const job of halted) {
        const isDropped = job.endState !== 'completed';
        const body = job.name.endsWith('budget') ? { maxCostMicros: 1_000_000_000 } : {};
        await call('POST', `/jobs/${job.id}/${isDropped ? 'cancel' : 'resume'}`, isDropped ? {} : body);
      }
      await ended(halted);
      for (const job of halted) {
        const now = await api.readJob(job.id);
        expect(now.state, job.name).toBe(job.endState === 'completed' ? 'completed' : 'cancelled');
        expect(open(now), job.name).toBe(0);
        const counts = nonZero(now.counts);
        expect(counts, job.name).toEqual(job.ends ?? counts);
      }
      await expectRecounts();
    });

    test('nothing that was answered is asked again, and no answer is paid twice', async () => {
      const calls = await sandbox.calls();
      expect(calls.length).toBeGreaterThan(0);
      const answered = new Set(
        before.lines
          .filter(
            ({ state, leadId, mode }) => state === 'settled' && mode === 'live' && leadId !== expected.people.forced,
          )
          .map(({ provider, inputHash }) => `${provider}:${inputHash}`),
      );
      expect(calls.filter(({ provider, inputHash }) => answered.has(`${provider}:${inputHash}`))).toEqual([]);
      expect(calls.filter(({ double }) => double)).toEqual([]);
    });

    test('saved data is kept: templates, a draft, a deletion, a suppression, a key', async () => {
      const { templates } = messageTemplateListSchema.parse(await call('GET', '/message-templates'));
      expect(templates.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(expected.templateIds);

      const preview = importPreviewSchema.parse(await call('POST', `/imports/${expected.draftId}/preview`, {}));
      expect(preview).toMatchObject({ create: 26, skip: 2, invalid: 2 });
      const job = jobSchema.parse(await call('POST', `/imports/${expected.draftId}/commit`, {}));
      await vi.waitFor(async () => expect((await api.readJob(job.id)).state).toBe('completed'), longEnough);

      const { undoToken, leadIds } = expected.deletion;
      expect(await call('POST', '/leads/restore', { undoToken })).toEqual({ restored: leadIds.length, conflicts: 0 });
      for (const id of leadIds) expect((await api.readLead(id)).id).toBe(id);

      const lead = leadSchema.parse(await call('POST', '/leads', { email: expected.suppressedEmail }));
      expect(lead.doNotContact).toBe(true);

      const { key, body, jobId } = expected.idempotency;
      // The answer of 0.4.0 itself, without the fields that jobs have got since.
      const again = z
        .object({ id: z.int() })
        .parse(await call('POST', '/phone-lookups', body, { 'Idempotency-Key': key }));
      expect(again.id).toBe(jobId);
    });

    test('no lead or ledger line is lost, no lead waits forever, and the usage adds up', async () => {
      await product.stop();
      const after = await inDatabase(url, readTruth);
      expect(missing(before.leadIds, after.leadIds)).toEqual([]);
      const lines = new Map(after.lines.map((line) => [line.id, line]));
      const settled = before.lines.filter(
        ({ state }) => state !== 'sent' && state !== 'reserved' && state !== 'released',
      );
      expect(settled.map(({ id }) => lines.get(id))).toEqual(settled);
      expect(after.lines.filter(({ state }) => state === 'sent' || state === 'reserved')).toEqual([]);
      expect(after.waiting).toEqual([]);
      const database = await openDatabase(url);
      try {
        await expectBooksToBalance(database, upgradedAt);
      } finally {
        await database.close();
      }
    });

    async function expectRecounts(): Promise<void> {
      for (const { id, name } of expected.jobs) {
        const job = await api.readJob(id);
        const items = await api.jobItems(id);
        expect(recounted(job, items), name).toEqual(nonZero(job.counts));
        expect(
          Object.values(job.counts).reduce((sum, count) => sum + count, 0),
          name,
        ).toBe(job.total);
      }
    }
  },
);

const nonZero = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

const open = ({ counts }: Job): number =>
  ['waiting', 'running', 'on_hold'].reduce((n, state) => n + (counts[state] ?? 0), 0);

/** Members that were reached stay as they are, all others read cancelled. */
function cancelledCounts({ counts, total }: FixtureJob): Record<string, number> {
  const { waiting: _waiting, running: _running, cancelled: _cancelled, ...reached } = counts;
  return { ...reached, cancelled: total - Object.values(reached).reduce((sum, count) => sum + count, 0) };
}

/** Rows of a file that were not read have no items; an undo's members that were not reached have no result. */
function recounted({ kind, state, total }: Job, items: JobItems['items']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[item.state] = (counts[item.state] ?? 0) + 1;
  if (kind === 'csv_import' && total !== null && items.length < total) counts['waiting'] = total - items.length;
  if (kind === 'import_undo' && state === 'cancelled' && counts['waiting'] !== undefined) {
    counts['cancelled'] = counts['waiting'];
    delete counts['waiting'];
  }
  return counts;
}

const missing = <T>(before: readonly T[], after: readonly T[]): T[] => {
  const there = new Set(after);
  return before.filter((id) => !there.has(id));
};

type Row = Record<string, unknown>;
type Run = (sql: string) => Promise<Row[]>;

/** Statements on a connection of its own, for a database of whatever version. */
async function inDatabase<T>(url: string, work: (run: Run) => Promise<T>): Promise<T> {
  if (url.startsWith('file:')) {
    const database = new Sqlite(url.slice('file:'.length));
    try {
      return await work(async (sql) => {
        const statement = database.prepare(sql);
        return statement.reader ? (statement.all() as Row[]) : [{ changes: statement.run().changes }];
      });
    } finally {
      database.close();
    }
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(async (sql) => ((await client.query<Row>(sql)) as { rows?: Row[] }).rows ?? []);
  } finally {
    await client.end();
  }
}

/** Moves every time of a database: the fixture is as old as the test wants it to be, at any date. */
async function shiftTimes(dialect: Dialect, run: Run, byMs: number): Promise<void> {
  const columns = z.array(z.object({ table: z.string(), column: z.string(), type: z.string() })).parse(
    await run(
      dialect === 'sqlite'
        ? `SELECT t."name" AS "table", c."name" AS "column", c."type" AS "type" FROM sqlite_schema AS t, pragma_table_info(t."name") AS c
              WHERE t."type" = 'table' AND (c."type" = 'DATETIME' OR c."name" LIKE '%UntilMs' OR c."name" LIKE 'expiresAtMs')`
        : `SELECT table_name AS "table", column_name AS "column", data_type AS "type" FROM information_schema.columns
              WHERE table_schema = 'public' AND (data_type LIKE 'timestamp%' OR column_name LIKE '%UntilMs' OR column_name = 'expiresAtMs')`,
    ),
  );
  for (const { table, column, type } of columns) {
    const by = type.startsWith('timestamp') ? `INTERVAL '${byMs} milliseconds'` : `${byMs}`;
    await run(`UPDATE "${table}" SET "${column}" = "${column}" + ${by}`);
  }
}

const idsSchema = z.array(z.object({ id: z.coerce.number() }));
const linesSchema = z.array(
  z.object({
    id: z.coerce.number(),
    mode: z.string(),
    leadId: z.coerce.number(),
    provider: z.string(),
    inputHash: z.string(),
    state: z.string(),
    charge: z.string(),
    costMicros: z.coerce.number(),
    phoneNumber: z.string().nullable(),
  }),
);

/** What must not be lost: leads (also deleted ones that can be restored) and the lines of the ledger. */
async function readTruth(run: Run) {
  const ids = async (sql: string): Promise<number[]> => idsSchema.parse(await run(sql)).map(({ id }) => id);
  return {
    leadIds: await ids('SELECT "id" FROM "Lead" UNION SELECT "leadId" FROM "DeletedLead" ORDER BY 1'),
    lines: linesSchema.parse(
      await run(`SELECT "id", "mode", "leadId", "provider", "inputHash", "state", "charge", "costMicros", "phoneNumber"
        FROM "Attempt" ORDER BY "id"`),
    ),
    waiting: await ids(`SELECT "id" FROM "Lead" WHERE "phoneStatus" IN ('queued', 'asking', 'on_hold') ORDER BY 1`),
  };
}
