import {
  type Import,
  importDetailSchema,
  importCreatedSchema,
  type ImportPreview,
  importPreviewSchema,
  type ImportRow,
  importRowsSchema,
  type Job,
  jobSchema,
  type JobItems,
  jobItemsSchema,
  type Lead,
  leadHistorySchema,
  leadListSchema,
} from '@tinygenesy/contract';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { purgeDeleted } from '../../leads/deletion/purgeDeleted.ts';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

const longEnough = { timeout: 60_000, interval: 20 };

let people = 0;
const newPerson = (): string => `p${(people += 1)}@people.example`;
const csvOf = (rows: string[][]): string => rows.map((cells) => `${cells.join(',')}\n`).join('');
/** A file of people that nobody knows yet. */
const crowd = (count: number): string =>
  csvOf([
    ['E-mail', 'First name', 'Company'],
    ...Array.from({ length: count }, (_, n) => [newPerson(), `Ana ${n}`, 'Acme']),
  ]);

describe.each(['sqlite', 'postgres'] as const)('imports on %s', (dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ dialect });
  });
  afterAll(() => app.close());
  /** For what no statement makes different on Postgres. */
  const isSqlite = dialect === 'sqlite';

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
  async function expectSent(status: number, method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await send(method, path, body);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBe(status);
    return answer.body;
  }
  const upload = async (csv: string, fileName = 'people.csv'): Promise<number> =>
    importCreatedSchema.parse(await expectSent(201, 'POST', `/imports?fileName=${encodeURIComponent(fileName)}`, csv))
      .id;
  const preview = async (id: number, settings: object = {}): Promise<ImportPreview> =>
    importPreviewSchema.parse(await expectSent(200, 'POST', `/imports/${id}/preview`, settings));
  const commit = async (id: number, settings: object = {}): Promise<Job> =>
    jobSchema.parse(await expectSent(202, 'POST', `/imports/${id}/commit`, settings));
  const undo = async (id: number): Promise<Job> =>
    jobSchema.parse(await expectSent(202, 'POST', `/imports/${id}/undo`, {}));
  const read = async (id: number): Promise<Import> =>
    importDetailSchema.parse(await expectSent(200, 'GET', `/imports/${id}`));
  const rows = async (id: number, query = ''): Promise<ImportRow[]> =>
    importRowsSchema.parse(await expectSent(200, 'GET', `/imports/${id}/rows?limit=200${query}`)).rows;
  const items = async (job: Job): Promise<JobItems['items']> =>
    jobItemsSchema.parse(await expectSent(200, 'GET', `/jobs/${job.id}/items?limit=200`)).items;
  const leadsOf = async (query: string): Promise<Lead[]> =>
    leadListSchema.parse(await expectSent(200, 'GET', `/leads?limit=200&${query}`)).leads;
  const leadBy = async (email: string): Promise<Lead | undefined> =>
    (await leadsOf(`q=${encodeURIComponent(email)}`)).find((lead) => lead.email === email);
  async function bringIn(csv: string, settings: object = {}, fileName?: string): Promise<{ id: number; job: Job }> {
    const id = await upload(csv, fileName);
    return { id, job: await app.jobIn((await commit(id, settings)).id, 'completed') };
  }
  /** The whole way of a file; its counts must be those that the preview showed. */
  async function bringInAsShown(
    csv: string,
    settings: object = {},
    fileName?: string,
  ): Promise<{ id: number; job: Job }> {
    const id = await upload(csv, fileName);
    const shown = await preview(id, settings);
    const job = await app.jobIn((await commit(id, settings)).id, 'completed');
    const { created = 0, updated = 0, skipped = 0, invalid = 0 } = job.counts;
    expect({ create: created, update: updated, skip: skipped, invalid }).toEqual({
      create: shown.create,
      update: shown.update,
      skip: shown.skip,
      invalid: shown.invalid,
    });
    expect((await read(id)).suppressedCount).toBe(shown.doNotContact);
    return { id, job };
  }

  test('tell the fate of each row, and forget the file', async () => {
    const [a, b] = [newPerson(), newPerson()];
    const file = csvOf([
      ['E-mail', 'First name', 'Phone', 'Shoe size'],
      [a, 'Ana', '+34 612 345 678', '38'],
      ['nonsense', 'Li', '', '43'],
      [a.toUpperCase(), 'Anna', '', ''],
      [b, 'Bo', '', ''],
    ]);
    const { id, job } = await bringInAsShown(file, {}, 'Fair in Köln.csv');

    expect(job).toMatchObject({
      kind: 'csv_import',
      title: 'Import Fair in Köln.csv',
      total: 4,
      counts: { waiting: 0, running: 0, created: 2, invalid: 1, skipped: 1 },
      etaSeconds: null,
    });
    expect(await read(id)).toMatchObject({
      state: 'imported',
      rowCount: 4,
      counts: { created: 2, invalid: 1, skipped: 1 },
      tag: 'Fair in Köln',
    });
    expect(await leadBy(a)).toMatchObject({
      firstName: 'Ana',
      phoneNumber: '+34612345678',
      phoneProvider: 'import',
      phoneStatus: 'found',
      custom: { 'Shoe size': '38' },
      tags: ['Fair in Köln'],
    });
    expect(await items(job)).toMatchObject([
      { id: 1, state: 'created', reason: null },
      { id: 2, state: 'invalid', leadId: null, reason: { code: 'invalid_email' } },
      {
        id: 3,
        state: 'skipped',
        reason: { code: 'duplicate_in_file', text: expect.stringContaining('line 2') as string },
      },
      { id: 4, state: 'created', reason: null },
    ]);
    expect(await app.database.prisma.importChunk.count({ where: { importId: id } })).toBe(0);
    await app.expectBooksToBalance();
  });

  test('take duplicates as chosen', async () => {
    const [known, twice] = [newPerson(), newPerson()];
    const header = ['E-mail', 'First name', 'Last name', 'Job title'];
    await bringIn(csvOf([header, [known, 'Ana', '', 'CTO']]), {}, 'before.csv');
    const again = csvOf([header, [known, 'Anna', 'Faro', ''], [twice, 'Li', '', ''], [twice, 'Lee', 'Wei', '']]);

    const skipped = await bringInAsShown(again, { onDuplicate: 'skip' }, 'skip.csv');
    expect(skipped.job.counts).toMatchObject({ created: 1, skipped: 2 });
    const filled = await bringInAsShown(again, { onDuplicate: 'fill' }, 'fill.csv');
    expect(filled.job.counts).toMatchObject({ updated: 2, skipped: 1 });
    expect(await leadBy(known)).toMatchObject({ firstName: 'Ana', lastName: 'Faro', tags: ['before', 'fill'] });
    const overwritten = await bringInAsShown(again, { onDuplicate: 'overwrite' }, 'over.csv');
    expect(overwritten.job.counts).toMatchObject({ updated: 2, skipped: 1 });
    expect(await leadBy(known)).toMatchObject({ firstName: 'Anna', lastName: 'Faro', jobTitle: 'CTO' });
    expect(await leadBy(twice)).toMatchObject({ firstName: 'Lee', lastName: 'Wei' });
    expect((await leadsOf(`importId=${filled.id}`)).map(({ email }) => email)).toEqual([twice, known]);
    expect(await leadsOf(`importId=${skipped.id}&q=${twice}`)).toHaveLength(1);
    expect(await leadsOf(`importId=${skipped.id}&q=${twice}&sort=email`)).toHaveLength(1);
  });

  test.runIf(isSqlite)('keep to marks of leads that must not be contacted', async () => {
    const lead = await app.addLead({ email: newPerson(), doNotContact: true });
    await expectSent(204, 'DELETE', `/leads/${lead.id}`);
    await bringInAsShown(
      csvOf([
        ['E-mail', 'Name'],
        [lead.email ?? '', 'Ana Faro'],
        [newPerson(), 'Li Wei'],
      ]),
    );
    expect(await leadBy(lead.email ?? '')).toMatchObject({ doNotContact: true });
  });

  test.runIf(isSqlite)('are begun once', async () => {
    const id = await upload(crowd(2));
    const key = { 'Idempotency-Key': `commit-${dialect}` };
    const first = await send('POST', `/imports/${id}/commit`, {}, key);
    const same = await send('POST', `/imports/${id}/commit`, {}, key);
    const second = await send('POST', `/imports/${id}/commit`, {});
    expect(first.status).toBe(202);
    expect(jobSchema.parse(same.body).id).toBe(jobSchema.parse(first.body).id);
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ jobId: jobSchema.parse(first.body).id, job: { kind: 'csv_import' } });
    await expectSent(404, 'POST', '/imports/999999/commit', {});
    await expectSent(422, 'POST', `/imports/${await upload(crowd(1))}/commit`, { mapping: { Nowhere: 'email' } });
    await app.jobIn(jobSchema.parse(first.body).id, 'completed');
  });

  test('stop for a pause, go on, and end at a cancel with a fate for every row', async () => {
    const id = await upload(crowd(15_000));
    const job = await commit(id);
    await vi.waitFor(async () => expect((await app.job(job.id)).counts['created'] ?? 0).toBeGreaterThan(0), longEnough);
    const paused = await app.steer(job.id, 'pause');
    const asked = await app.job(job.id);
    expect(asked.counts['created']).toBeLessThan(15_000);
    const { rowsDone } = await app.database.prisma.import.findUniqueOrThrow({ where: { id } });
    // One bite at most was on its way when the pause came.
    expect(rowsDone).toBeLessThanOrEqual((paused.counts['created'] ?? 0) + 250);
    await app.steer(job.id, 'resume');
    await vi.waitFor(
      async () => expect((await app.job(job.id)).counts['created'] ?? 0).toBeGreaterThan(rowsDone),
      longEnough,
    );
    await app.steer(job.id, 'cancel');
    const ended = await app.jobIn(job.id, 'cancelled');

    const { created = 0, cancelled = 0 } = ended.counts;
    expect(created + cancelled).toBe(15_000);
    expect(cancelled).toBeGreaterThan(0);
    expect(await app.database.prisma.importRow.count({ where: { importId: id } })).toBe(15_000);
    expect(await read(id)).toMatchObject({ state: 'cancelled', rowCount: 15_000 });
    expect((await leadsOf(`importId=${id}&count=true`)).length).toBe(200);
    expect(await app.database.prisma.importChunk.count({ where: { importId: id } })).toBe(0);
    const errors = parse(String((await send('GET', `/imports/${id}/errors.csv`)).body), { bom: true });
    expect(errors).toHaveLength(cancelled + 1);
    await expectSent(409, 'POST', `/jobs/${job.id}/retry`, {});
    await app.expectBooksToBalance();
  });

  test.runIf(isSqlite)('hand back the rows that did not go in, as they were', async () => {
    const good = newPerson();
    const { id } = await bringIn(
      `E-mail;First name;E-mail\r\n${good};Ana;x\r\nnonsense;"Li; ""the"" first";=1+1\r\n${good};Ana;\r\n`,
      { mapping: { 'E-mail': 'email', 'First name': 'firstName' } },
    );
    const { status, headers, body } = await send('GET', `/imports/${id}/errors.csv`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const response = await fetch(`${app.url}/imports/${id}/errors.csv`);
    expect([...new Uint8Array(await response.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(parse(String(body), { bom: true, delimiter: ';' })).toEqual([
      ['E-mail', 'First name', 'E-mail', 'line', 'reason'],
      ['nonsense', 'Li; "the" first', '=1+1', '3', expect.stringContaining('email')],
      [good, 'Ana', '', '4', expect.stringContaining('line 2')],
    ]);
    await expectSent(409, 'GET', `/imports/${await upload(crowd(1))}/errors.csv`);
    await expectSent(404, 'GET', '/imports/999999/errors.csv');
  });

  describe('undone', () => {
    test('lose what they created and restore what they overwrote, but for what somebody touched since', async () => {
      const [untouched, touched, marked] = [newPerson(), newPerson(), newPerson()];
      const [filled, edited] = [newPerson(), newPerson()];
      const before = await app.addLead({
        email: filled,
        firstName: 'Ana',
        lastName: null,
        jobTitle: null,
        tags: ['vip'],
      });
      const other = await app.addLead({ email: edited, firstName: 'Bo', lastName: 'Old', custom: { Shoe: '43' } });
      const { id } = await bringIn(
        csvOf([
          ['E-mail', 'First name', 'Last name', 'Job title', 'Phone', 'Shoe', 'Do not contact'],
          [untouched, 'Li', '', '', '', '', ''],
          [touched, 'Lo', '', '', '', '', ''],
          [marked, 'Mo', '', '', '', '', 'yes'],
          [filled, 'Anna', 'Faro', 'CTO', '+34 612 345 678', '38', ''],
          [edited, 'Bob', 'New', '', '', '44', ''],
        ]),
        { onDuplicate: 'overwrite' },
        'undone.csv',
      );
      await app.patchLead((await leadBy(touched))?.id ?? 0, { jobTitle: 'CEO' });
      await app.patchLead(other.id, { lastName: 'Newer', tags: ['undone', 'mine'] });
      const started = await undo(id);
      const job = await app.jobIn(started.id, 'completed');

      expect(job).toMatchObject({
        kind: 'import_undo',
        total: 5,
        counts: { waiting: 0, running: 0, removed: 2, restored: 2, kept: 1 },
      });
      expect(await read(id)).toMatchObject({ state: 'undone', undone: { removed: 2, restored: 2, kept: 1 } });
      expect(await leadBy(untouched)).toBeUndefined();
      expect(await leadBy(touched)).toMatchObject({ firstName: 'Lo', jobTitle: 'CEO' });
      const { version: _1, updatedAt: _2, ...rest } = before;
      expect(await leadBy(filled)).toMatchObject(rest);
      expect(await leadBy(edited)).toMatchObject({
        firstName: 'Bo',
        lastName: 'Newer',
        custom: { Shoe: '43' },
        tags: ['mine'],
      });
      expect(await items(job)).toMatchObject([
        { id: 1, state: 'removed', reason: null },
        { id: 2, state: 'kept', reason: { text: expect.stringContaining('changed after') as string } },
        { id: 3, state: 'removed' },
        { id: 4, state: 'restored', reason: null },
        { id: 5, state: 'restored', reason: { text: expect.stringContaining('lastName') as string } },
      ]);
      expect((await rows(id, '&problem=undo')).map(({ row }) => row)).toEqual([2, 5]);
      await app.expectBooksToBalance();

      const again = await send('POST', `/imports/${id}/undo`, {});
      expect(again).toMatchObject({ status: 409, body: { jobId: job.id } });
      // The mark went with the import that made it.
      await bringIn(
        csvOf([
          ['E-mail', 'Name'],
          [marked, 'Mo Ra'],
        ]),
      );
      expect(await leadBy(marked)).toMatchObject({ doNotContact: false });
      const { undoToken } = job.request as { undoToken: string };
      expect(await expectSent(200, 'POST', '/leads/restore', { undoToken })).toEqual({ restored: 1, conflicts: 1 });
      expect(await leadBy(untouched)).toMatchObject({ firstName: 'Li', tags: ['undone'] });
    });

    test.runIf(isSqlite)('bring an overwritten number back with all that stood beside it', async () => {
      const email = newPerson();
      const lead = await app.addLead({ email, phoneNumber: '+34 699 999 999' });
      const { id } = await bringIn(
        csvOf([
          ['E-mail', 'Phone'],
          [email, '+34 612 345 678'],
        ]),
        {
          onDuplicate: 'overwrite',
        },
      );
      expect(await leadBy(email)).toMatchObject({ phoneNumber: '+34612345678', phoneProvider: 'import' });
      await app.jobIn((await undo(id)).id, 'completed');
      expect(await leadBy(email)).toMatchObject({ phoneNumber: lead.phoneNumber, phoneProvider: 'manual' });
    });

    test('are refused while the import is under way, go on after a cancel, and forget persons for good', async () => {
      const id = await upload(crowd(2_000));
      await expectSent(409, 'POST', `/imports/${id}/undo`, {});
      const job = await commit(id);
      await expectSent(409, 'POST', `/imports/${id}/undo`, {});
      await app.jobIn(job.id, 'completed');
      const first = await undo(id);
      await expectSent(409, 'POST', `/imports/${id}/undo`, {});
      await app.steer(first.id, 'cancel').catch(() => undefined);
      const stopped = await app.jobIn(first.id, 'cancelled', 'completed');
      const { removed = 0, cancelled = 0 } = stopped.counts;
      expect(removed + cancelled).toBe(2_000);
      // On a quick machine the undo is through before the cancel.
      const rest = stopped.state === 'cancelled' ? await app.jobIn((await undo(id)).id, 'completed') : null;
      expect(rest?.counts['removed'] ?? 0).toBe(cancelled);
      expect(await leadsOf(`importId=${id}`)).toEqual([]);
      await app.expectBooksToBalance();

      const inTwoDays = new Date(Date.now() + 48 * 60 * 60 * 1_000);
      expect(await purgeDeleted(app.database, inTwoDays)).toBeGreaterThanOrEqual(2_000);
      const kept = await app.database.prisma.importRow.findMany({ where: { importId: id } });
      expect(kept.every(({ cells, issues }) => cells === null && issues === null)).toBe(true);
    });
  });

  test.runIf(isSqlite)('tell where the first values of a lead came from', async () => {
    const email = newPerson();
    const { id } = await bringIn(
      csvOf([
        ['E-mail', 'First name', 'Company'],
        [email, 'Ana', 'Acme'],
      ]),
      {},
      'origin.csv',
    );
    const lead = await leadBy(email);
    await app.patchLead(lead?.id ?? 0, { firstName: 'Anna' });
    const changes: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const place: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = leadHistorySchema.parse(await expectSent(200, 'GET', `/leads/${lead?.id}/history?limit=1${place}`));
      changes.push(...page.changes.map(({ field, old, new: value, source }) => ({ field, old, new: value, source })));
      ({ nextCursor: cursor } = page);
    }
    const source = `import:${id}`;
    expect(changes).toEqual([
      { field: 'firstName', old: 'Ana', new: 'Anna', source: 'person' },
      { field: 'firstName', old: null, new: 'Ana', source },
      { field: 'email', old: null, new: email, source },
      { field: 'companyName', old: null, new: 'Acme', source },
      { field: 'tags', old: [], new: ['origin'], source },
    ]);
  });

  test.runIf(isSqlite)(
    'that can’t be read to their end fail, say why, and can be undone as far as they came',
    async () => {
      const id = await upload(crowd(25_000));
      expect(await app.database.prisma.importChunk.count({ where: { importId: id } })).toBeGreaterThan(3);
      await app.database.prisma.importChunk.deleteMany({ where: { importId: id, position: { gt: 2 } } });
      const job = await app.jobIn((await commit(id)).id, 'failed');
      const { created = 0, waiting = 0 } = job.counts;
      expect(job.error).toMatchObject({
        code: 'import_failed',
        text: expect.stringContaining(`${created} rows`) as string,
      });
      expect(created + waiting).toBe(job.total);
      expect(await read(id)).toMatchObject({ state: 'failed' });
      await app.expectBooksToBalance();
      expect(created).toBeGreaterThan(0);
      expect((await app.jobIn((await undo(id)).id, 'completed')).counts).toMatchObject({ removed: created });
    },
  );

  test.runIf(isSqlite)('of a header alone come to nothing', async () => {
    const { id, job } = await bringIn('E-mail,First name\n');
    expect(job).toMatchObject({ total: 0, counts: { waiting: 0, running: 0 } });
    expect(await read(id)).toMatchObject({ state: 'imported', rowCount: 0 });
    expect((await app.jobIn((await undo(id)).id, 'completed')).total).toBe(0);
  });

  test.runIf(isSqlite)('are told of a few times a second, however fast they go', async () => {
    const id = await upload(crowd(8_000));
    const job = await app.jobIn((await commit(id)).id, 'completed');
    const events = await app.database.prisma.event.findMany({ where: { topic: { in: ['imports', `job:${job.id}`] } } });
    const about = events.map(({ name, data }) => ({ name, ...(JSON.parse(data) as { id: number; state: string }) }));
    const ofImport = about.filter((event) => event.name === 'import.changed' && event.id === id);
    const seconds = (Date.parse(job.endedAt ?? '') - Date.parse(job.createdAt)) / 1_000;
    // Beside those of the upload, the commit, the beginning and the end.
    expect(ofImport.length).toBeLessThanOrEqual(4 + 1 + seconds * 3);
    expect(ofImport.at(-1)).toMatchObject({ state: 'imported' });
    expect(about.findLast(({ name }) => name === 'job.changed')).toMatchObject({ state: 'completed' });
  });

  test.runIf(isSqlite)('go on where they were after a restart', async () => {
    const id = await upload(crowd(5_000));
    const job = await commit(id);
    await vi.waitFor(async () => expect((await app.job(job.id)).counts['created'] ?? 0).toBeGreaterThan(0), longEnough);
    await app.restart();
    expect((await app.jobIn(job.id, 'completed')).counts).toMatchObject({ created: 5_000, waiting: 0 });
    expect(await app.database.prisma.importRow.count({ where: { importId: id } })).toBe(5_000);
  });
});
