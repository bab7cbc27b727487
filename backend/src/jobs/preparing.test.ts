import { type Job, type JobItems, jobItemsSchema, jobSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Prisma } from '../db/database.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

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

  test('interrupted before its start: it fails with the reason, and nothing was changed', async () => {
    const job = await verifyAll();
    await app.restart();
    const ended = await app.jobIn(job.id, 'failed', 'completed');
    if (ended.state === 'completed') return;
    expect(ended.error).toMatchObject({ code: 'interrupted' });
    expect(ended.counts).toMatchObject({ waiting: 0, running: 0 });
    const { leads } = (await app.call('GET', '/leads?limit=50')).body as { leads: { emailCheck: string }[] };
    expect(new Set(leads.map(({ emailCheck }) => emailCheck))).toEqual(new Set(['idle']));
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
    await app.database.prisma.$executeRaw`INSERT INTO "Lead" ("version", "email", "phoneStatus", "phoneRound",
        "emailCheck", "emailReasons", "tags", "doNotContact", "custom", "createdAt", "updatedAt", "sortName", "sortEmail",
        "sortCompany", "searchText")
      SELECT 1, ${tag} || '-' || CAST(i AS TEXT) || '@large.example', 'none', 1, 'idle', ${json('[]')},
        ${json(JSON.stringify([tag]))}, ${Prisma.raw('FALSE')}, ${json('{}')}, ${now}, ${now}, '', '', '', ${tag}
      FROM (${numbers}) AS numbers`;
  }
});
