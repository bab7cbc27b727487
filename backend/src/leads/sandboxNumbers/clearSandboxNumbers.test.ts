import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { clearSandboxNumbers } from './clearSandboxNumbers.ts';
import { readLeadHistory } from '../history/leadHistory.ts';
import { createLead } from '../leadWrite.ts';

describe.each(testDatabases)('removing sandbox numbers on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  test('removes only sandbox numbers, stores them in the history, and changes nothing again', async () => {
    const deps = {
      database,
      clock: { now: () => new Date('2026-05-03T10:00:00Z') },
      onLeadsGone: async () => undefined,
    };
    const typed = await createLead(deps, { email: 'typed@company.example', phoneNumber: '+12025550101' });
    const sandbox = await createLead(deps, { email: 'sandbox@company.example' });
    await database.prisma.lead.update({
      where: { id: sandbox.id },
      data: { phoneNumber: '+12025550102', phoneMode: 'sandbox', phoneProvider: 'orion', phoneStatus: 'found' },
    });

    expect(await clearSandboxNumbers(deps)).toBe(1);

    const rows = await database.prisma.lead.findMany({ orderBy: { id: 'asc' } });
    expect(rows).toMatchObject([
      { id: typed.id, phoneNumber: '+12025550101', phoneStatus: 'found' },
      { id: sandbox.id, phoneNumber: null, phoneMode: null, phoneProvider: null, phoneStatus: 'none' },
    ]);
    const { changes } = await readLeadHistory(database, sandbox.id, { limit: 10 });
    expect(changes[0]).toMatchObject({ field: 'phoneNumber', old: '+12025550102', new: null, source: 'person' });
    expect(await clearSandboxNumbers(deps)).toBe(0);
  });
});
