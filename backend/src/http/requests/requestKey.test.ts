import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';
import { keepJobOfKey, withKey } from './requestKey.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ sandbox: { orion: { hitRate: 1 } } });
});
afterAll(() => app.close());

async function start(key: string, leadId: number): Promise<{ status: number; body: { id: number; state: string } }> {
  const response = await fetch(`${app.url}/phone-lookups`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ leadIds: [leadId] }),
  });
  return { status: response.status, body: (await response.json()) as { id: number; state: string } };
}
const keyRow = (key: string) => app.database.prisma.idempotencyKey.findUniqueOrThrow({ where: { key } });

test('a repeated request gets the job of its key in its current state', async () => {
  const [key, lead] = [randomUUID(), await app.addLead()];
  const { body: job } = await start(key, lead.id);
  expect(await keyRow(key)).toMatchObject({ status: 202, jobId: job.id, response: null });
  await app.jobIn(job.id, 'completed');
  expect(await start(key, lead.id)).toMatchObject({ status: 202, body: { id: job.id, state: 'completed' } });
  expect(app.callsAbout(lead)).toHaveLength(1);
});

test('an error before the commit leaves neither job nor answer; the same key then creates a job', async () => {
  const [key, lead] = [randomUUID(), await app.addLead()];
  await app.database.prisma.$executeRawUnsafe(
    `CREATE TRIGGER "fails" BEFORE INSERT ON "Event" WHEN NEW."name" = 'job.changed' BEGIN SELECT RAISE(ABORT, 'no'); END`,
  );
  const before = await app.database.prisma.job.count();
  try {
    expect((await start(key, lead.id)).status).toBeGreaterThanOrEqual(500);
  } finally {
    await app.database.prisma.$executeRawUnsafe(`DROP TRIGGER "fails"`);
  }
  expect(await app.database.prisma.job.count()).toBe(before);
  const { body: job } = await start(key, lead.id);
  expect(await keyRow(key)).toMatchObject({ jobId: job.id });
  expect(await app.database.prisma.job.count()).toBe(before + 1);
});

test('a request creates no job when another request has claimed its key', async () => {
  const key = randomUUID();
  await app.database.prisma.idempotencyKey.create({ data: { key, bodyHash: 'h', createdAt: new Date(2) } });
  const late = withKey({ key, claimedAt: new Date(1) }, () => app.database.transaction((sql) => keepJobOfKey(sql, 1)));
  await expect(late).rejects.toMatchObject({ code: 'idempotency_in_flight' });
  expect(await keyRow(key)).toMatchObject({ status: null, jobId: null });
});
