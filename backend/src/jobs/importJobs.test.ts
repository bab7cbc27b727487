import { type Import, importSchema, type Job, jobSchema, type Lead, leadListSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { recount } from '../ledger/jobCounts.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

const longEnough = { timeout: 60_000, interval: 40 };

describe.each(['sqlite', 'postgres'] as const)('an import on %s', (dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ dialect });
  });
  afterAll(() => app.close());

  async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const isText = typeof body === 'string';
    const response = await fetch(app.url + path, {
      method,
      headers: { 'content-type': isText ? 'text/csv' : 'application/json', ...headers },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/u.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as unknown };
  }
  async function importCsv(csv: string, query = ''): Promise<Job> {
    const { status, body } = await send('POST', `/leads/bulk${query}`, csv);
    expect(status, JSON.stringify(body)).toBe(202);
    return app.jobIn(jobSchema.parse(body).id, 'completed');
  }
  const fileOf = (job: Job): Promise<Import> =>
    vi.waitFor(async () => {
      const row = await app.database.prisma.import.findFirstOrThrow({ where: { jobId: job.id } });
      return importSchema.parse((await send('GET', `/imports/${row.id}`)).body);
    }, longEnough);

  test('of a text takes each row to its fate', async () => {
    const job = await importCsv('E-mail,First name\na@one.example,Ana\nnonsense,Li\na@one.example,Anna\n');
    expect(job.counts).toEqual({ waiting: 0, running: 0, created: 1, invalid: 1, skipped: 1 });
    expect(job.total).toBe(3);
    expect(await recount(app.database, job.id)).toEqual({ created: 1, invalid: 1, skipped: 1 });
    const { body } = await send('GET', `/jobs/${job.id}/items`);
    expect(body).toMatchObject({
      items: [
        { id: 1, state: 'created', reason: null },
        { id: 2, state: 'invalid', leadId: null, reason: { code: 'invalid_email' } },
        { id: 3, state: 'skipped', reason: { code: 'duplicate_in_file' } },
      ],
    });
    expect(await app.database.prisma.importChunk.count()).toBe(0);
  });
});
