import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../db/database.ts';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { createJob } from './createJob.ts';
import { addCounts, readCounts } from './jobCounts.ts';
import { type JobItem, workThroughItems } from './workThroughItems.ts';

const now = new Date('2026-05-03T10:00:00.000Z');
const clock = { now: () => now, monotonicMs: () => performance.now() };

describe.each(testDatabases)('a job in batches on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  test('also works on an item that waits again behind the position', async () => {
    const job = await database.transaction((sql) =>
      createJob(sql, { kind: 'lead_tagging', title: () => 'Tag', items: {}, request: {}, now }, [1, 2, 3, 4, 5]),
    );
    await database.prisma.job.update({ where: { id: job.id }, data: { state: 'running' } });
    const batches: number[][] = [];
    const result = await workThroughItems<JobItem>({ database, clock }, job, {
      firstSize: 2,
      next: (sql, waiting) => sql.prisma.$queryRaw<JobItem[]>(waiting),
      usualState: 'tagged',
      async work(sql, items) {
        batches.push(items.map(({ leadId }) => Number(leadId)));
        if (batches.length === 2) await waitAgain(sql, job.id, 1);
        return [];
      },
    });
    expect(batches).toEqual([[1, 2], [3, 4, 5], [1]]);
    expect(result).toBe('rest');
    expect(await database.prisma.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({
      state: 'completed',
    });
    expect(await readCounts(database, job.id)).toEqual({ tagged: 5 });
  });
});

async function waitAgain(sql: Sql, jobId: number, leadId: number): Promise<void> {
  await sql.prisma.request.updateMany({ where: { jobId, leadId }, data: { state: 'waiting', endedAt: null } });
  await addCounts(sql, jobId, { tagged: -1, waiting: 1 });
}
