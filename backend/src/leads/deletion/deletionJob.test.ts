import type { DeletionList, Job } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('more than a thousand leads are deleted as a job, with undo', async () => {
  const at = new Date();
  await app.database.prisma.lead.createMany({
    data: Array.from({ length: 1_100 }, (_, n) => ({
      version: 1,
      email: `bulk-${n}@bulk.example`,
      phoneStatus: 'none',
      phoneRound: 1,
      emailCheck: 'idle',
      emailReasons: [],
      tags: ['bulk'],
      doNotContact: false,
      custom: {},
      createdAt: at,
      updatedAt: at,
      sortName: '',
      sortEmail: `bulk-${n}@bulk.example`,
      sortCompany: '',
      searchText: `bulk-${n}@bulk.example`,
    })),
  });
  const answer = await app.call('DELETE', '/leads', { filter: { tag: ['bulk'] } });
  expect(answer).toMatchObject({ status: 202, body: { kind: 'lead_deletion', total: 1_100 } });
  const { id } = answer.body as Job;
  const job = await app.jobIn(id, 'completed');
  expect(job).toMatchObject({ counts: { deleted: 1_100, waiting: 0, running: 0 }, costMicros: 0 });
  expect(await app.database.prisma.lead.count({ where: { searchText: { startsWith: 'bulk-' } } })).toBe(0);
  const { undoToken } = job.request as { undoToken: string };
  const single = await app.call('POST', '/leads', { email: 'single@bulk.example' });
  await app.call('DELETE', `/leads/${(single.body as { id: number }).id}`);
  const { deletions } = (await app.call('GET', '/deletions')).body as DeletionList;
  expect(deletions).toMatchObject([
    { leads: 1, by: 'person', jobId: null },
    { leads: 1_100, by: 'job', jobId: id, undoToken },
  ]);
  for (const { deletedAt, restorableUntil } of deletions) {
    expect(Date.parse(restorableUntil) - Date.parse(deletedAt)).toBe(24 * 60 * 60 * 1_000);
  }
  const restore = () => app.call('POST', '/leads/restore', { undoToken });
  const [restoring, again] = await Promise.all([restore(), restore()]);
  expect(again).toMatchObject({ status: 202, body: { id: (restoring.body as Job).id } });
  expect(restoring).toMatchObject({ status: 202, body: { kind: 'lead_restoring', total: 1_100 } });
  const restored = await app.jobIn((restoring.body as Job).id, 'completed');
  expect(restored.counts).toMatchObject({ restored: 1_100 });
  expect((await app.call('GET', '/deletions')).body).toMatchObject({ deletions: [{ leads: 1, by: 'person' }] });
  expect(await app.database.prisma.lead.count({ where: { searchText: { startsWith: 'bulk-' } } })).toBe(1_100);
});
