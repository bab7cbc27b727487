import { type BulkLookup, type Job, type JobItems, jobItemsSchema, jobSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Prisma } from '../db/database.ts';
import { eligibleLeads, lookupJob } from '../lookups/bulk/bulkLookups.ts';
import { createProviderBook } from '../providers/providerBook.ts';
import { phoneProviders } from '../providers/registry.ts';
import { latch } from '../testing/latch.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';
import type { StartJobDeps } from './newLeadJob.ts';
import { startJob } from './startJob.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

/** More than are read before the answer. */
const many = 6_000;

describe.each(['sqlite', 'postgres'] as const)('a job over a large set on %s', (dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ dialect });
    await addMany('large');
  });
  afterAll(() => app.close());

  test('is accepted at once, with all leads of that moment and no later ones', async () => {
    const job = await verifyAll();
    expect(job).toMatchObject({ state: 'preparing', total: null, title: 'Verify emails of leads' });
    const late = await app.addLead({ tags: ['large'] });
    const done = await app.jobIn(job.id, 'completed');
    expect(done).toMatchObject({ total: many, title: 'Verify emails of 6,000 leads' });
    expect(Object.values(done.counts).reduce((sum, count) => sum + count, 0)).toBe(many);
    const { body } = await app.call('GET', `/leads?jobId=${job.id}&count=true&limit=1`);
    expect(body).toMatchObject({ total: many });
    const members = await app.database.prisma.request.count({ where: { jobId: job.id, leadId: late.id } });
    expect(members).toBe(0);
    if (dialect === 'sqlite') return;
    const [known] = await app.database.prisma.$queryRaw<{ items: number }[]>`
      SELECT "reltuples" AS "items" FROM "pg_class" WHERE "relname" = 'Request'`;
    expect(known?.items).toBeGreaterThanOrEqual(many);
  });

  test('cancelled while it is prepared: every lead is cancelled, and all can be retried', async () => {
    const job = await verifyAll();
    await app.steer(job.id, 'cancel');
    const ended = await app.jobIn(job.id, 'cancelled');
    expect(ended.counts).toMatchObject({ waiting: 0, running: 0 });
    const { cancelled = 0, waiting: _waiting, running: _running, ...reached } = ended.counts;
    expect(cancelled + Object.values(reached).reduce((sum, count) => sum + count, 0)).toBe(ended.total);
    expect(ended.total).toBeGreaterThanOrEqual(many);
    expect(await itemStates(job.id, 'cancelled')).toEqual(new Set(['cancelled']));
    const retry = jobSchema.parse((await app.call('POST', `/jobs/${job.id}/retry`, { items: 'cancelled' })).body);
    expect((await app.jobIn(retry.id, 'completed')).total).toBe(cancelled);
  });

  test('is tagged, deleted and restored by jobs that count every lead', async () => {
    const filter = { tag: ['large'] };
    const tagging = await started('POST', '/leads/tags', { filter, add: ['seen'] });
    expect((await app.jobIn(tagging.id, 'completed')).counts).toMatchObject({ tagged: many + 1 });
    const again = await started('POST', '/leads/tags', { filter, add: ['seen'] });
    expect((await app.jobIn(again.id, 'completed')).counts).toMatchObject({ unchanged: many + 1 });
    const deletion = await started('DELETE', '/leads', { filter });
    const deleted = await app.jobIn(deletion.id, 'completed');
    expect(deleted.counts).toMatchObject({ deleted: many + 1 });
    const { undoToken } = deleted.request as { undoToken: string };
    const taken = await app.addLead({ email: 'large-1@large.example' });
    const restoring = await started('POST', '/leads/restore', { undoToken });
    expect((await app.jobIn(restoring.id, 'completed')).counts).toMatchObject({ restored: many, conflict: 1 });
    expect(await itemStates(restoring.id, 'conflict')).toEqual(new Set(['conflict']));
    expect(await app.database.prisma.lead.count({ where: { searchText: 'large' } })).toBe(many - 1);
    expect((await app.lead(taken.id)).email).toBe('large-1@large.example');
  });

  test('sandbox numbers are removed by a job', async () => {
    await app.database.prisma.lead.updateMany({
      where: { searchText: 'large' },
      data: { phoneNumber: '+12025550102', phoneMode: 'sandbox', phoneProvider: 'orion', phoneStatus: 'found' },
    });
    const clearing = await started('POST', '/leads/clear-sandbox-numbers', {});
    const done = await app.jobIn(clearing.id, 'completed');
    expect(done.counts).toMatchObject({ cleared: many - 1 });
    expect(await app.database.prisma.lead.count({ where: { phoneMode: 'sandbox' } })).toBe(0);
  });

  describe('whose process ends while it is prepared', () => {
    const filter = { tag: ['large'] };

    test.each([
      [
        'lookups',
        '/phone-lookups',
        { filter, scope: 'all', limit: 3_000 },
        3_000,
        'Find phone numbers for 3,000 leads',
      ],
      ['verifications', '/leads/verify-emails', { filter }, many, 'Verify emails of 6,000 leads'],
      ['messages', '/leads/generate-messages', { filter, template: 'Hello', onMissing: 'skip' }, many, undefined],
    ])('reads its set again: %s', async (_what, route, body, total, title = 'Write messages for 6,000 leads') => {
      const job = await interrupted('POST', route, body);
      expect(job).toMatchObject({ state: 'preparing', title: expect.stringMatching(/ leads$/) });
      expect(await prepared(job.id)).toMatchObject({ total, title, error: null });
      expect(await app.database.prisma.jobPreparation.count()).toBe(0);
    });

    test('reads its set again: a retry', async () => {
      const job = await started('POST', '/leads/verify-emails', { filter });
      await app.steer(job.id, 'cancel');
      const { cancelled } = (await app.jobIn(job.id, 'cancelled')).counts;
      const retry = await interrupted('POST', `/jobs/${job.id}/retry`, { items: 'cancelled' });
      expect(await prepared(retry.id)).toMatchObject({ total: cancelled, title: /again$/ });
    });

    test.each([
      ['a tagging', 'POST', '/leads/tags', { filter, add: ['interrupted'] }],
      ['a deletion', 'DELETE', '/leads', { filter }],
    ])('fails with the reason, and nothing was changed: %s', async (_what, method, route, body) => {
      const before = await app.database.prisma.lead.findMany({ orderBy: { id: 'asc' } });
      const job = await interrupted(method, route, body);
      const failed = await app.job(job.id);
      expect(failed).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
      expect(failed.error?.text).toMatch(/^Interrupted before the start. Nothing was changed/);
      expect(failed.counts).toMatchObject({ waiting: 0, running: 0 });
      expect(await app.database.prisma.lead.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
    });

    test('by a kill after some items: they stay, later leads are no items, and the limit holds', async () => {
      const job = await killed({ limit: 4_000 }, { afterBatches: 2 });
      const first = await itemsOf(job.id);
      expect(first).toHaveLength(2_000);
      await app.database.prisma.lead.deleteMany({ where: { id: { in: first.slice(0, 10) } } });
      const late = await app.addLead({ tags: ['large'] });
      await app.restart();
      expect(await prepared(job.id)).toMatchObject({ total: 4_000, title: 'Find phone numbers for 4,000 leads' });
      const members = await itemsOf(job.id);
      expect(members.slice(0, 2_000)).toEqual(first);
      expect(members.toSorted((a, b) => b - a)).toEqual(members);
      expect(members).not.toContain(late.id);
    });

    test('cancelled, then killed: every lead is a cancelled item', async () => {
      const job = await killed({ limit: 4_000 }, { afterBatches: 1 });
      expect((await app.steer(job.id, 'cancel')).state).toBe('cancelling');
      await app.restart();
      expect(await app.jobIn(job.id, 'cancelled')).toMatchObject({ total: 4_000, counts: { cancelled: 4_000 } });
    });

    /** Starts a job whose process stops while it reads the set, and starts again. */
    async function interrupted(method: string, route: string, body: unknown): Promise<Job> {
      const { scan } = app.database;
      const stopping = latch();
      vi.spyOn(app.database, 'scan').mockImplementation(async (query) => {
        if (query.sql.includes('string_agg')) await stopping.opened;
        return scan(query);
      });
      const job = await started(method, route, body);
      const restarted = app.restart();
      stopping.open();
      await restarted;
      return job;
    }

    /** Starts a lookup job of which a process that then died prepared some batches. */
    async function killed(body: Pick<BulkLookup, 'limit'>, { afterBatches }: { afterBatches: number }): Promise<Job> {
      const lookup: BulkLookup = { ...body, filter, scope: 'all', force: false };
      const longAgo = new Date(Date.now() - 600_000);
      const death = new AbortController();
      let batches = 0;
      let filled: Promise<void> | undefined;
      const deps: StartJobDeps = {
        database: app.database,
        clock: {
          now() {
            batches += 1;
            if (batches === afterBatches) death.abort();
            return longAgo;
          },
        },
        engine: { wakeJob: async () => undefined },
        background: { run: (_what, work) => void (filled = work(death.signal)), stop: async () => undefined },
      };
      const spending = { mode: 'sandbox', maxCostMicros: null } as const;
      const selection = eligibleLeads({ database: app.database, book: createProviderBook(phoneProviders) }, lookup);
      const job = await startJob(deps, selection, async () =>
        lookupJob({ spending, body: lookup, now: longAgo, figures: undefined }),
      );
      await filled;
      return job;
    }

    async function itemsOf(jobId: number): Promise<number[]> {
      const rows = await app.database.prisma.request.findMany({ where: { jobId }, orderBy: { id: 'asc' } });
      return rows.map(({ leadId }) => leadId);
    }

    /** Waits until a job has all its items, then ends it. */
    async function prepared(jobId: number): Promise<Job> {
      const job = await app.jobIn(jobId, 'queued', 'running', 'completed');
      if (job.state !== 'completed') await app.steer(jobId, 'cancel');
      await app.jobIn(jobId, 'completed', 'cancelled');
      return job;
    }
  });

  const started = async (method: string, route: string, body: unknown): Promise<Job> => {
    const answer = await app.call(method, route, body);
    expect(answer.status).toBe(202);
    return jobSchema.parse(answer.body);
  };
  const verifyAll = (): Promise<Job> => started('POST', '/leads/verify-emails', { filter: { tag: ['large'] } });

  async function itemStates(jobId: number, state: string): Promise<Set<string>> {
    const { body } = await app.call('GET', `/jobs/${jobId}/items?state=${state}&limit=200`);
    const { items }: JobItems = jobItemsSchema.parse(body);
    return new Set(items.map((item) => item.state));
  }

  /** Leads without a mail domain that answers: a verification ends at once. */
  async function addMany(tag: string): Promise<void> {
    const numbers =
      dialect === 'sqlite'
        ? Prisma.sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many}) SELECT i FROM n`
        : Prisma.sql`SELECT i FROM generate_series(1, ${many}::int) AS n(i)`;
    const json = (text: string) => (dialect === 'sqlite' ? Prisma.sql`${text}` : Prisma.sql`${text}::jsonb`);
    const now = dialect === 'sqlite' ? Prisma.sql`${new Date()}` : Prisma.sql`${new Date()}::timestamptz`;
    await app.database.prisma
      .$executeRaw`INSERT INTO "Lead" ("version", "firstName", "lastName", "email", "companyWebsite", "phoneStatus", "phoneRound",
        "emailCheck", "emailReasons", "tags", "doNotContact", "custom", "createdAt", "updatedAt", "sortName", "sortEmail",
        "sortCompany", "searchText")
      SELECT 1, 'Ana', 'Faro ' || CAST(i AS TEXT), ${tag} || '-' || CAST(i AS TEXT) || '@large.example', 'large.example', 'none', 1, 'idle', ${json('[]')},
        ${json(JSON.stringify([tag]))}, ${Prisma.raw('FALSE')}, ${json('{}')}, ${now}, ${now}, '', '', '', ${tag}
      FROM (${numbers}) AS numbers`;
  }
});
