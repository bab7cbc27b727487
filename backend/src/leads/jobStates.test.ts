import { type JobState, leadListQuerySchema, type PhoneStatus } from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { type TestLedger, testLedger } from '../testing/testLedger.ts';
import { exportLeads } from './export/exportLeads.ts';
import { listLeads } from './list/leadList.ts';

describe.each(testDatabases)('the phone status of a lead in a job on $dialect', ({ open }) => {
  let database: TestDatabase;
  let ledger: TestLedger;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ledger = testLedger(database);
    await ledger.empty();
    await ledger.addProviders();
  });

  const table: [JobState, 'waiting' | 'running', PhoneStatus, PhoneStatus][] = [
    ['preparing', 'waiting', 'none', 'queued'],
    ['queued', 'waiting', 'none', 'queued'],
    ['running', 'waiting', 'no_data', 'queued'],
    ['running', 'waiting', 'found', 'queued'],
    ['running', 'running', 'asking', 'asking'],
    ['paused', 'waiting', 'none', 'queued'],
    ['paused', 'running', 'queued', 'queued'],
    ['on_hold', 'waiting', 'none', 'on_hold'],
    ['on_hold', 'running', 'queued', 'on_hold'],
    ['cancelling', 'waiting', 'no_data', 'no_data'],
    ['cancelled', 'waiting', 'none', 'none'],
    ['completed', 'waiting', 'found', 'found'],
    ['failed', 'waiting', 'incomplete', 'incomplete'],
  ];
  test.each(table)('%s, item %s, stored %s: reads %s everywhere', async (state, itemState, stored, shown) => {
    const lead = await ledger.addLead({ phoneStatus: stored });
    const other = await ledger.addLead({ phoneStatus: 'none' });
    await ledger.addJob([lead.id], { state, itemState });
    await expectEverywhere(lead.id, shown);
    await expectEverywhere(other.id, 'none');
  });

  test.each<[string, JobState[], PhoneStatus]>([
    ['a running job before one on hold', ['on_hold', 'running'], 'queued'],
    ['a job on hold before a paused one', ['paused', 'on_hold'], 'on_hold'],
    ['a cancelled job counts for nothing', ['cancelled', 'on_hold'], 'on_hold'],
  ])('of two jobs: %s', async (_which, states, shown) => {
    const lead = await ledger.addLead({ phoneStatus: 'none' });
    for (const state of states) await ledger.addJob([lead.id], { state, itemState: 'waiting' });
    await expectEverywhere(lead.id, shown);
  });

  test('a lead of a paused job says so, until another job is active', async () => {
    const lead = await ledger.addLead({ phoneStatus: 'queued' });
    await ledger.addJob([lead.id], { state: 'paused' });
    expect((await ledger.lead(lead.id)).phoneDetail).toMatchObject({ reason: { code: 'job_paused' } });
    await ledger.addJob([lead.id], { state: 'running' });
    expect((await ledger.lead(lead.id)).phoneDetail).toBeNull();
  });

  test('a person’s lookup before any job', async () => {
    const lead = await ledger.addLead({ phoneStatus: 'queued' });
    await ledger.addPerson(lead.id);
    await ledger.addJob([lead.id], { state: 'on_hold', itemState: 'waiting' });
    await expectEverywhere(lead.id, 'queued');
  });

  /** The list, each filter, the count and the export agree. */
  async function expectEverywhere(leadId: number, shown: PhoneStatus): Promise<void> {
    const all = await listLeads(database, leadListQuerySchema.parse({}));
    expect(all.leads.find(({ id }) => id === leadId)?.phoneStatus).toBe(shown);
    for (const phoneStatus of ['none', 'queued', 'on_hold', 'asking', 'found', 'no_data', 'incomplete'] as const) {
      const filter = { phoneStatus: [phoneStatus] };
      const { leads, total } = await listLeads(database, leadListQuerySchema.parse({ phoneStatus, count: 'true' }));
      const expected = all.leads.filter((lead) => lead.phoneStatus === phoneStatus).map(({ id }) => id);
      expect(leads.map(({ id }) => id)).toEqual(expected);
      expect(total).toBe(expected.length);
      expect(await exportedStatuses(filter)).toEqual(expected.map(() => phoneStatus));
    }
  }

  async function exportedStatuses(filter: { phoneStatus: PhoneStatus[] }): Promise<(string | undefined)[]> {
    let text = '';
    const query = {
      ...filter,
      sort: '-id' as const,
      mode: 'raw' as const,
      delimiter: 'comma' as const,
      includeSuppressed: false,
    };
    for await (const piece of exportLeads(database, query, { appMode: 'sandbox' })) text += piece;
    const [head = '', ...lines] = text.trimEnd().split('\n');
    const column = head.split(',').indexOf('phoneStatus');
    return lines.map((line) => line.split(',')[column]);
  }
});
