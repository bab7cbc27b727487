import { enrichmentJobsSchema, type Job, jobSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabases } from '../../db/testDatabase.ts';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

describe.each(testDatabases)('the lookups of a file on $dialect', ({ dialect }) => {
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
  const people = async (count: number): Promise<number[]> => (await app.addLeads(count)).map(({ id }) => id);
  const start = async (key: string, body: Record<string, unknown>): Promise<Job> => {
    const answer = await app.call('POST', `/enrichments/${key}/jobs`, body);
    expect(answer.status).toBe(202);
    return jobSchema.parse(answer.body);
  };
  const jobs = async (key: string): Promise<Job[]> =>
    enrichmentJobsSchema.parse((await app.call('GET', `/enrichments/${key}/jobs`)).body).jobs;
  test('a job starts once for any number of requests', async () => {
    const key = newKey();
    expect(await jobs(key)).toEqual([]);
    const leadIds = await people(3);
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

  test('a job’s request names only the job, so that its events stay small', async () => {
    const key = newKey();
    const job = await start(key, { leadIds: await people(4), previousJobId: null });
    expect(job.request).toMatchObject({ filter: { jobId: job.id }, scope: 'all' });
    expect(job.request).not.toHaveProperty('leadIds');
    await app.jobIn(job.id, 'completed');
  });

  test('refuses an invalid key', async () => {
    expect((await app.call('GET', '/enrichments/abc/jobs')).status).toBe(404);
  });
});
