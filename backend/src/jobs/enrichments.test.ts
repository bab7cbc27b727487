import { enrichmentJobsSchema, type Job, jobSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabases } from '../db/testDatabase.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

describe.each(testDatabases)('a file through the main job on $dialect', ({ dialect }) => {
  let app: TestApp;
  let files = 0;
  beforeAll(async () => {
    app = await startTestApp({ dialect, sandbox: { orion: { hitRate: 1 } } });
  });
  afterAll(() => app.close());

  const newKey = (): string => {
    files += 1;
    return files.toString(16).padStart(64, '0');
  };
  const people = (key: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      firstName: 'Ana',
      lastName: `Faro ${index}`,
      companyName: `${key.slice(-4)} & Sons`,
      companyWebsite: `sons-${key.slice(-4)}.es`,
    }));
  const put = async (key: string, from: number, leads: unknown[]): Promise<number[]> => {
    const { status, body } = await app.call('POST', `/enrichments/${key}/leads`, { from, leads });
    expect(status).toBe(200);
    return (body as { leadIds: number[] }).leadIds;
  };
  const start = async (key: string, body: Record<string, unknown>): Promise<Job> => {
    const answer = await app.call('POST', `/enrichments/${key}/jobs`, body);
    expect(answer.status).toBe(202);
    return jobSchema.parse(answer.body);
  };
  const jobs = async (key: string): Promise<Job[]> =>
    enrichmentJobsSchema.parse((await app.call('GET', `/enrichments/${key}/jobs`)).body).jobs;
  const leadCount = () => app.database.prisma.lead.count();

  test('a batch that comes again makes no further leads, also after a restart', async () => {
    const key = newKey();
    const first = await put(key, 0, people(key, 5));
    const second = await put(key, 5, [{ linkedinUrl: `https://linkedin.com/in/${key}` }]);
    const count = await leadCount();
    await app.restart();
    expect(await put(key, 5, [{ linkedinUrl: `https://linkedin.com/in/${key}` }])).toEqual(second);
    const both = await Promise.all([put(key, 0, people(key, 5)), put(key, 0, people(key, 5))]);
    expect(both).toEqual([first, first]);
    expect(await leadCount()).toBe(count);
  });

  test('leads that a person deleted come back when their file comes again', async () => {
    const key = newKey();
    const [kept, deleted] = await put(key, 0, people(key, 2));
    await app.call('DELETE', `/leads/${deleted}`);
    const again = await put(key, 0, people(key, 2));
    expect(again[0]).toBe(kept);
    expect(again[1]).not.toBe(deleted);
    expect((await app.lead(again[1] ?? 0)).lastName).toBe('Faro 1');
  });

  test('a batch of other content at the same place is another batch', async () => {
    const key = newKey();
    const [one] = await put(key, 0, people(key, 2).slice(0, 1));
    expect((await put(key, 0, people(key, 2)))[0]).toBe(one);
    expect(await put(key, 0, people(key, 2).slice(1))).not.toEqual([one]);
  });

  test('a job starts once, however often it is asked for', async () => {
    const key = newKey();
    expect(await jobs(key)).toEqual([]);
    const leadIds = await put(key, 0, people(key, 3));
    const same = { leadIds, previousJobId: null };
    const [a, b] = await Promise.all([start(key, { ...same, maxCostMicros: 900_000 }), start(key, same)]);
    expect(a.id).toBe(b.id);
    const done = await app.jobIn(a.id, 'completed');
    expect(done).toMatchObject({ total: 3, counts: { found: 3 } });
    expect((await start(key, same)).id).toBe(a.id);
    expect((await jobs(key)).map(({ id }) => id)).toEqual([a.id]);

    const next = await start(key, { leadIds, previousJobId: a.id });
    expect(next).toMatchObject({ total: 0, state: 'completed' });
    expect((await jobs(key)).map(({ id }) => id)).toEqual([a.id, next.id]);
  });

  test('a job tells its leads by itself, so that its events stay small', async () => {
    const key = newKey();
    const job = await start(key, { leadIds: await put(key, 0, people(key, 4)), previousJobId: null });
    expect(job.request).toMatchObject({ filter: { jobId: job.id }, scope: 'all' });
    expect(job.request).not.toHaveProperty('leadIds');
    await app.jobIn(job.id, 'completed');
  });

  test('says what is no key and what is no batch', async () => {
    expect((await app.call('GET', '/enrichments/abc/jobs')).status).toBe(404);
    const { status, body } = await app.call('POST', `/enrichments/${newKey()}/leads`, {
      from: 0,
      leads: [{ firstName: 'Ana' }],
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ type: '/problems/invalid' });
  });
});
