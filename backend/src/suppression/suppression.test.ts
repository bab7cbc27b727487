import {
  type Lead,
  leadListSchema,
  lookupEstimateSchema,
  messageEstimateSchema,
  type SuppressionsAdded,
  suppressionCheckSchema,
  suppressionsAddedSchema,
  suppressionsRemovedSchema,
  suppressionsSchema,
} from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { importCalls } from '../imports/jobs/fixtures/importCalls.ts';
import { systemClock } from '../platform/clock.ts';
import { addEntries } from './entries/addEntries.ts';
import { recordsOf } from './reading/recordsOf.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });
const longEnough = { timeout: 60_000, interval: 20 };

let app: TestApp;
const { send, upload, preview, rows, importAsPreviewed, leadBy } = importCalls(() => app);

const list = async () => suppressionsSchema.parse((await app.call('GET', '/suppressions')).body);
/** Waits until no change of the list is left to apply. */
const applied = () =>
  vi.waitFor(async () => {
    const { isMarking, batches } = await list();
    expect([isMarking, batches.filter(({ state }) => state !== 'added')]).toEqual([false, []]);
  }, longEnough);

async function add(text: string, query = ''): Promise<SuppressionsAdded> {
  const { status, body } = await send('POST', `/suppressions${query}`, text, { 'content-type': 'text/plain' });
  expect(status, JSON.stringify(body)).toBe(200);
  return suppressionsAddedSchema.parse(body);
}
async function addAndApply(text: string): Promise<SuppressionsAdded> {
  const added = await add(text);
  await applied();
  return added;
}
/** Adds values as a process does that is killed before it marks the leads. */
const addedWithoutPass = (entry: string): Promise<SuppressionsAdded> =>
  addEntries({ database: app.database, clock: systemClock }, recordsOf([entry]), {
    name: 'list',
    defaultCountryCode: null,
  });
const marked = async (): Promise<number[]> =>
  leadListSchema.parse((await app.call('GET', '/leads?suppressed=true&limit=200')).body).leads.map(({ id }) => id);
const suppressedBy = async ({ id }: Lead) => (await app.lead(id)).suppressedBy;
async function exported(leads: readonly Lead[], query = ''): Promise<{ emails: string[]; leftOut: string | null }> {
  const ids = leads.map(({ id }) => id).join();
  const { body, headers } = await send('GET', `/leads/export.csv?mode=raw&sort=id&ids=${ids}${query}`);
  const lines = String(body).trimEnd().split('\n').slice(1);
  return { emails: lines.map((line) => line.split(',')[2] ?? ''), leftOut: headers.get('suppressed-count') };
}

describe.each(['sqlite', 'postgres'] as const)('the suppression list on %s', (dialect) => {
  beforeAll(async () => {
    app = await startTestApp({ dialect });
  });
  afterAll(() => app.close());
  beforeEach(() => app.sandbox.reset());

  test('takes values of all kinds, says what it did not understand, and keeps nothing that can be read', async () => {
    const added = await add(
      'ana@one.example\none.example, +34612345678\nlinkedin.com/in/ana-one\nwhat?\nANA@one.example',
    );
    expect(added).toMatchObject({
      added: 4,
      alreadyThere: 1,
      notUnderstoodCount: 1,
      notUnderstood: [{ line: 4, text: 'what?', message: 'is no email, domain, phone number or LinkedIn profile' }],
    });
    const stored = JSON.stringify([
      await app.database.prisma.suppressionEntry.findMany(),
      await app.database.prisma.suppressionBatch.findMany(),
    ]);
    expect(stored).not.toMatch(/one\.example|612345678|ana-one/u);
    expect(await list()).toMatchObject({
      counts: { email: 1, domain: 1, phone: 1, profile: 1 },
      batches: [
        { id: added.batchId, name: 'Pasted list', state: 'added', added: 4, alreadyThere: 1, notUnderstood: 1 },
      ],
    });
  });

  test('covers a lead by its email, domains, phone number and profile', async () => {
    const cases: [string, string, Record<string, unknown>][] = [
      ['email', 'by-email@two.example', { email: 'By-Email@two.example' }],
      ['email', 'plus@two.example', { email: 'plus+news@two.example' }],
      ['domain', 'three.example', { email: 'x@three.example' }],
      ['domain', 'four.example', { email: 'x@mail.eu.four.example' }],
      ['domain', 'five.example', { email: null, companyName: 'Five', companyWebsite: 'https://shop.five.example/de' }],
      ['phone', '+34 612 000 006', { email: null, companyName: 'Six', phoneNumber: '+34612000006' }],
      [
        'profile',
        'linkedin.com/in/Person-Seven',
        { email: null, linkedinUrl: 'https://de.linkedin.com/in/person-seven/' },
      ],
    ];
    const leads: Lead[] = [];
    for (const [, , fields] of cases) leads.push(await app.addLead(fields));
    const other = await app.addLead();
    for (const lead of leads) expect(await suppressedBy(lead)).toEqual([]);
    await addAndApply(cases.map(([, entry]) => entry).join('\n'));
    const by: unknown[] = [];
    for (const lead of leads) by.push(await suppressedBy(lead));
    expect(by).toEqual(cases.map(([kind]) => [kind]));
    const ids = await marked();
    expect(ids).toEqual(expect.arrayContaining(leads.map(({ id }) => id)));
    expect(ids).not.toContain(other.id);
    expect(await suppressedBy(other)).toEqual([]);
  });

  test('a pass that was interrupted goes on after a restart', async () => {
    const lead = await app.addLead({ email: 'late@thirty.example' });
    await applied();
    expect(await addedWithoutPass('late@thirty.example')).toMatchObject({ added: 1 });
    await app.restart();
    await applied();
    expect(await marked()).toContain(lead.id);
  });

  test('covers neither a similar address nor a domain that ends alike', async () => {
    await addAndApply('exact+tag@eight.example\nnine.example');
    for (const email of ['exact@eight.example', 'x@notnine.example', 'x@nine.example.org']) {
      expect(await suppressedBy(await app.addLead({ email, companyWebsite: null }))).toEqual([]);
    }
  });

  test('a lead that a person adds or edits is marked at once', async () => {
    await addAndApply('edited@ten.example');
    const lead = await app.addLead({ email: 'edited@ten.example' });
    expect(lead.suppressed).toBe(true);
    expect((await app.patchLead(lead.id, { email: 'other@ten.example' })).suppressed).toBe(false);
    expect((await app.patchLead(lead.id, { email: 'edited@ten.example' })).suppressed).toBe(true);
  });

  test('leaves rows out of imports; preview, result, errors.csv and bulk lists say so', async () => {
    await addAndApply('row@eleven.example\n+447700900321\neleven-domain.example');
    const csv = [
      'E-mail,First name,Company,Phone,Website',
      'row@eleven.example,Ana,Acme,,',
      'free1@free.example,Ben,Acme,,',
      'phone@free.example,Cleo,Acme,+44 7700 900321,',
      'site@free.example,Dan,Acme,,https://www.eleven-domain.example',
    ].join('\n');
    const draft = await upload(csv);
    expect(await preview(draft)).toMatchObject({
      create: 1,
      skip: 3,
      invalid: 0,
      problems: [{ code: 'suppressed', count: 3, text: 'On the suppression list: not imported' }],
    });
    expect((await rows(draft, '&problem=suppressed')).map(({ line }) => line)).toEqual([2, 4, 5]);
    const { id } = await importAsPreviewed(csv);
    expect(await leadBy('row@eleven.example')).toBeUndefined();
    expect(await leadBy('free1@free.example')).toBeDefined();
    const { body: errors } = await send('GET', `/imports/${id}/errors.csv`);
    expect(String(errors).match(/On the suppression list: not imported\./gu)).toHaveLength(3);
    expect(String(errors)).toContain('row@eleven.example');

    const bulk = await app.call('POST', '/leads/bulk', {
      leads: [{ email: 'row@eleven.example' }, { email: 'free2@free.example' }, { email: 'free2@free.example' }],
    });
    expect(bulk.body).toMatchObject({
      importedCount: 1,
      duplicatesSkipped: 1,
      suppressedSkipped: 1,
      warnings: [{ row: 1, message: 'On the suppression list: not imported.' }],
    });
  });

  test('no provider is asked about a lead on the list, neither by a person nor by a job; the estimate counts it', async () => {
    const [lead, other] = [await app.addLead({ email: 'asked@twelve.example' }), await app.addLead()];
    await addAndApply('asked@twelve.example');
    const refused = await app.call('POST', `/leads/${lead.id}/phone-lookup`, {});
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: 'This lead is on the suppression list. No provider was asked.' },
    });
    expect(await app.call('POST', '/providers/orion/test', { leadId: lead.id })).toMatchObject({ status: 409 });
    const estimate = await app.call('POST', '/phone-lookups/estimate', { leadIds: [lead.id, other.id] });
    expect(lookupEstimateSchema.parse(estimate.body)).toMatchObject({
      leads: 1,
      skipped: [{ reason: { code: 'suppressed', text: 'On the suppression list' }, count: 1 }],
    });
    await app.jobIn((await app.startJob([lead, other])).id, 'completed');
    expect(app.callsAbout(lead)).toEqual([]);
    expect(app.callsAbout(other)).not.toEqual([]);
  });

  test('a lead that comes on the list while its lookup waits is not asked about; its item ends at once and says why', async () => {
    const lead = await app.addLead({ email: 'queued@thirteen.example' });
    const job = await app.startJob([lead], { maxCostMicros: 0 });
    await app.jobIn(job.id, 'on_hold');
    await add('thirteen.example');
    const { counts } = await app.jobIn(job.id, 'completed');
    const { body } = await app.call('GET', `/jobs/${job.id}/items`);
    expect({ counts, body }).toMatchObject({
      counts: { skipped: 1 },
      body: { items: [{ state: 'skipped', reason: { code: 'suppressed', text: 'On the suppression list' } }] },
    });
    expect(app.callsAbout(lead)).toEqual([]);
  });

  test('no message is written for a lead on the list; the estimate counts it', async () => {
    const [lead, other] = [await app.addLead({ email: 'written@fourteen.example' }), await app.addLead()];
    await addAndApply('fourteen.example');
    const body = { leadIds: [lead.id, other.id], template: 'Hi {firstName}' };
    const estimate = await app.call('POST', '/leads/generate-messages/estimate', body);
    expect(messageEstimateSchema.parse(estimate.body)).toMatchObject({
      leads: 1,
      skipped: [{ reason: { code: 'suppressed', text: 'On the suppression list' }, count: 1 }],
    });
    const { body: job } = await app.call('POST', '/leads/generate-messages', body);
    const done = await app.jobIn((job as { id: number }).id, 'completed');
    expect(done.counts).toMatchObject({ written: 1, suppressed: 1 });
    expect((await app.lead(lead.id)).message).toBe(null);
  });

  test('exports leave leads on the list out unless asked to include them', async () => {
    const leads = [
      await app.addLead({ email: 'out@fifteen.example' }),
      await app.addLead({ email: 'in@sixteen.example' }),
    ];
    await addAndApply('fifteen.example');
    expect(await exported(leads)).toEqual({ emails: ['in@sixteen.example'], leftOut: '1' });
    expect(await exported(leads, '&includeSuppressed=true')).toEqual({
      emails: ['out@fifteen.example', 'in@sixteen.example'],
      leftOut: '0',
    });
  });

  test('tells by which entry a value is covered', async () => {
    await addAndApply('seventeen.example');
    const entries = ['a@mail.seventeen.example', 'a@free.example', 'nonsense'];
    const { body } = await app.call('POST', '/suppressions/check', { entries });
    expect(suppressionCheckSchema.parse(body).results).toEqual([
      {
        entry: entries[0],
        kind: 'email',
        isListed: true,
        coveredBy: [{ kind: 'domain', value: 'seventeen.example' }],
        message: null,
      },
      { entry: entries[1], kind: 'email', isListed: false, coveredBy: [], message: null },
      {
        entry: entries[2],
        kind: null,
        isListed: false,
        coveredBy: [],
        message: 'is no email, domain, phone number or LinkedIn profile',
      },
    ]);
  });

  test('a value is removed by giving it again; its leads may be contacted again', async () => {
    const lead = await app.addLead({ email: 'back@eighteen.example' });
    await addAndApply('back@eighteen.example');
    expect(await marked()).toContain(lead.id);
    const { body } = await app.call('DELETE', '/suppressions', {
      entries: ['Back@eighteen.example', 'never@there.example', 'x y'],
    });
    expect(suppressionsRemovedSchema.parse(body)).toMatchObject({
      removed: 1,
      notThere: 1,
      notUnderstood: [{ line: 3 }],
    });
    await applied();
    expect(await marked()).not.toContain(lead.id);
    expect(await suppressedBy(lead)).toEqual([]);
  });

  test('undoing an upload keeps what another upload added too', async () => {
    const [both, one] = [
      await app.addLead({ email: 'a@nineteen.example' }),
      await app.addLead({ email: 'b@nineteen.example' }),
    ];
    const first = await addAndApply('a@nineteen.example\nb@nineteen.example');
    const second = await addAndApply('a@nineteen.example');
    expect(second).toMatchObject({ added: 0, alreadyThere: 1 });
    expect(await app.call('DELETE', `/suppressions/batches/${first.batchId}`)).toMatchObject({ status: 202 });
    await applied();
    expect([await suppressedBy(both), await suppressedBy(one)]).toEqual([['email'], []]);
    expect(await marked()).not.toContain(one.id);
    expect(await app.call('DELETE', `/suppressions/batches/${first.batchId}`)).toMatchObject({ status: 404 });
  });

  test('a list without a known value adds nothing; one that can’t be read to its end adds nothing either', async () => {
    const { counts } = await list();
    expect(await add('nobody knows')).toMatchObject({ batchId: null, added: 0, notUnderstoodCount: 1 });
    const broken = await send('POST', '/suppressions', 'z@twenty.example\n"never closed', {
      'content-type': 'text/plain',
    });
    expect(broken).toMatchObject({ status: 422 });
    await applied();
    expect((await list()).counts).toEqual(counts);
  });
});
