import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { testLedger } from '../../testing/testLedger.ts';
import { heedChangeOfMode } from './changeOfMode.ts';
import { readCounts } from '../../jobs/jobCounts.ts';
import { recount } from '../../testing/recount.ts';

describe.each(testDatabases)('a change of mode on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  test('holds the jobs of the other mode and ends people’s lookups, so that nothing goes on with paid providers', async () => {
    const ledger = testLedger(database);
    const now = new Date('2026-05-03T12:00:00Z');
    await heedChangeOfMode(database, 'sandbox', now);
    const wantedByJob = await ledger.addLead();
    const wantedByPerson = await ledger.addLead();
    const job = await ledger.addJob([wantedByJob.id]);
    const request = await ledger.addPerson(wantedByPerson.id);

    await heedChangeOfMode(database, 'sandbox', now);
    expect((await database.prisma.job.findUniqueOrThrow({ where: { id: job.id } })).state).toBe('running');

    await heedChangeOfMode(database, 'live', now);
    expect(await database.prisma.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({
      state: 'on_hold',
      errorCode: 'other_mode',
    });
    expect(await readCounts(database, job.id)).toEqual(await recount(database, job.id));
    expect(await database.prisma.request.findUniqueOrThrow({ where: { id: request.id } })).toMatchObject({
      state: 'cancelled',
      endedAt: now,
    });
  });
});
