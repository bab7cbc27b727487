import { jobSchema, leadHistorySchema } from '@tinygenesy/contract';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { importCalls, crowd, csvOf, longEnough, newPerson } from './fixtures/importCalls.ts';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

/** The limit of batchPace. */
const largestBatch = 2_000;

describe.each(['sqlite', 'postgres'] as const)('imports on %s', (dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ dialect });
  });
  afterAll(() => app.close());
  const { send, expectSent, upload, commit, undo, read, items, leadsOf, leadBy, importFile, importAsPreviewed } =
    importCalls(() => app);
  /** For tests whose statements are the same on Postgres. */
  const isSqlite = dialect === 'sqlite';

  test('give each row a result and delete the file', async () => {
    const [a, b] = [newPerson(), newPerson()];
    const file = csvOf([
      ['E-mail', 'First name', 'Phone', 'Shoe size'],
      [a, 'Ana', '+34 612 345 678', '38'],
      ['nonsense', 'Li', '', '43'],
      [a.toUpperCase(), 'Anna', '', ''],
      [b, 'Bo', '', ''],
    ]);
    const { id, job } = await importAsPreviewed(file, {}, 'Fair in Köln.csv');

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

  test('handle duplicates as chosen', async () => {
    const [known, twice] = [newPerson(), newPerson()];
    const header = ['E-mail', 'First name', 'Last name', 'Job title'];
    await importFile(csvOf([header, [known, 'Ana', '', 'CTO']]), {}, 'before.csv');
    const again = csvOf([header, [known, 'Anna', 'Faro', ''], [twice, 'Li', '', ''], [twice, 'Lee', 'Wei', '']]);

    const skipped = await importAsPreviewed(again, { onDuplicate: 'skip' }, 'skip.csv');
    expect(skipped.job.counts).toMatchObject({ created: 1, skipped: 2 });
    const filled = await importAsPreviewed(again, { onDuplicate: 'fill' }, 'fill.csv');
    expect(filled.job.counts).toMatchObject({ updated: 2, skipped: 1 });
    expect(await leadBy(known)).toMatchObject({ firstName: 'Ana', lastName: 'Faro', tags: ['before', 'fill'] });
    const overwritten = await importAsPreviewed(again, { onDuplicate: 'overwrite' }, 'over.csv');
    expect(overwritten.job.counts).toMatchObject({ updated: 2, skipped: 1 });
    expect(await leadBy(known)).toMatchObject({ firstName: 'Anna', lastName: 'Faro', jobTitle: 'CTO' });
    expect(await leadBy(twice)).toMatchObject({ firstName: 'Lee', lastName: 'Wei' });
    expect((await leadsOf(`importId=${filled.id}`)).map(({ email }) => email)).toEqual([twice, known]);
    expect(await leadsOf(`importId=${skipped.id}&q=${twice}`)).toHaveLength(1);
    expect(await leadsOf(`importId=${skipped.id}&q=${twice}&sort=email`)).toHaveLength(1);
  });

  test.runIf(isSqlite)('keep the do-not-contact marks of deleted leads', async () => {
    const lead = await app.addLead({ email: newPerson(), doNotContact: true });
    await expectSent(204, 'DELETE', `/leads/${lead.id}`);
    await importAsPreviewed(
      csvOf([
        ['E-mail', 'Name'],
        [lead.email ?? '', 'Ana Faro'],
        [newPerson(), 'Li Wei'],
      ]),
    );
    expect(await leadBy(lead.email ?? '')).toMatchObject({ doNotContact: true });
  });

  test.runIf(isSqlite)('start once', async () => {
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

  test.runIf(isSqlite)('are the source of the first values in the history of a lead', async () => {
    const email = newPerson();
    const { id } = await importFile(
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

  test.runIf(isSqlite)('of a header alone have no rows', async () => {
    const { id, job } = await importFile('E-mail,First name\n');
    expect(job).toMatchObject({ total: 0, counts: { waiting: 0, running: 0 } });
    expect(await read(id)).toMatchObject({ state: 'imported', rowCount: 0 });
    expect((await app.jobIn((await undo(id)).id, 'completed')).total).toBe(0);
  });

  test('pause, resume, and give every row a result when cancelled', async () => {
    const id = await upload(crowd(15_000));
    const job = await commit(id);
    await vi.waitFor(async () => expect((await app.job(job.id)).counts['created'] ?? 0).toBeGreaterThan(0), longEnough);
    const paused = await app.steer(job.id, 'pause');
    const asked = await app.job(job.id);
    expect(asked.counts['created']).toBeLessThan(15_000);
    const { rowsDone } = await app.database.prisma.import.findUniqueOrThrow({ where: { id } });
    // At most one batch was running when the pause came.
    expect(rowsDone).toBeLessThanOrEqual((paused.counts['created'] ?? 0) + largestBatch);
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

  test.runIf(isSqlite)('export the rows that were not imported, unchanged', async () => {
    const good = newPerson();
    const { id } = await importFile(
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

  test.runIf(isSqlite)(
    'of a file with a missing part fail with the reason, and the imported rows can be undone',
    async () => {
      const id = await upload(crowd(25_000));
      expect(await app.database.prisma.importChunk.count({ where: { importId: id } })).toBeGreaterThan(3);
      await app.database.prisma.importChunk.deleteMany({ where: { importId: id, position: { gt: 2 } } });
      const job = await app.jobIn((await commit(id)).id, 'failed');
      const { created = 0 } = job.counts;
      expect(job.error).toMatchObject({
        code: 'import_failed',
        text: expect.stringContaining(`${created} rows`) as string,
      });
      expect(job).toMatchObject({ total: created, counts: { waiting: 0 } });
      expect(await app.database.prisma.importRow.count({ where: { importId: id } })).toBe(created);
      expect(await read(id)).toMatchObject({ state: 'failed' });
      await app.expectBooksToBalance();
      expect(created).toBeGreaterThan(0);
      expect((await app.jobIn((await undo(id)).id, 'completed')).counts).toMatchObject({ removed: created });
    },
  );

  test.runIf(isSqlite)('write at most three progress events a second', async () => {
    const id = await upload(crowd(8_000));
    const job = await app.jobIn((await commit(id)).id, 'completed');
    const events = await app.database.prisma.event.findMany({ where: { topic: { in: ['imports', `job:${job.id}`] } } });
    const about = events.map(({ name, data }) => ({ name, ...(JSON.parse(data) as { id: number; state: string }) }));
    const ofImport = about.filter((event) => event.name === 'import.changed' && event.id === id);
    const seconds = (Date.parse(job.endedAt ?? '') - Date.parse(job.createdAt)) / 1_000;
    // Upload, commit, start and end write four more events.
    expect(ofImport.length).toBeLessThanOrEqual(4 + 1 + seconds * 3);
    expect(ofImport.at(-1)).toMatchObject({ state: 'imported' });
    expect(about.findLast(({ name }) => name === 'job.changed')).toMatchObject({ state: 'completed' });
  });

  test.runIf(isSqlite)('continue after a restart without repeating a row', async () => {
    const id = await upload(crowd(5_000));
    const job = await commit(id);
    await vi.waitFor(async () => expect((await app.job(job.id)).counts['created'] ?? 0).toBeGreaterThan(0), longEnough);
    await app.restart();
    expect((await app.jobIn(job.id, 'completed')).counts).toMatchObject({ created: 5_000, waiting: 0 });
    expect(await app.database.prisma.importRow.count({ where: { importId: id } })).toBe(5_000);
  });

  test('that fail give each remaining row a result', async () => {
    const blocked = newPerson();
    const people = Array.from({ length: 1_001 }, (_, index) => (index === 600 ? blocked : newPerson()));
    const id = await upload(csvOf([['E-mail'], ...people.map((email) => [email])]));
    const drop = await refuseEmail(blocked);
    const { id: jobId } = await commit(id);
    const job = await app.jobIn(jobId, 'failed');
    await drop();
    const { created = 0, cancelled = 0, waiting } = job.counts;
    expect({ rows: created + cancelled, waiting, total: job.total }).toEqual({ rows: 1_001, waiting: 0, total: 1_001 });
    // The batch with the refused lead was not written; batches have no fixed size.
    expect(created).toBeGreaterThan(0);
    expect(created).toBeLessThanOrEqual(600);
    expect(job.error).toMatchObject({
      code: 'import_failed',
      text: expect.stringContaining(`${created} rows`) as string,
    });
    expect(await read(id)).toMatchObject({ state: 'failed', rowCount: 1_001 });
    expect(await app.database.prisma.importRow.count({ where: { importId: id } })).toBe(1_001);
    expect(await app.database.prisma.importChunk.count({ where: { importId: id } })).toBe(0);
    const errors = parse(String((await send('GET', `/imports/${id}/errors.csv`)).body), { bom: true });
    expect(errors).toHaveLength(cancelled + 1);
    expect(errors[1]).toEqual([people[created], String(created + 2), 'The import failed before this row.']);
    await app.expectBooksToBalance();
    expect((await app.jobIn((await undo(id)).id, 'completed')).counts).toMatchObject({ removed: created });
  });

  /** Makes the database refuse leads with this email, as a fault inside a batch does. Returns how to end it. */
  async function refuseEmail(email: string): Promise<() => Promise<unknown>> {
    const run = (statement: string): Promise<unknown> => app.database.prisma.$executeRawUnsafe(statement);
    if (isSqlite) {
      await run(`CREATE TRIGGER "refused" BEFORE INSERT ON "Lead" WHEN NEW."email" = '${email}'
        BEGIN SELECT RAISE(ABORT, 'refused'); END`);
      return () => run('DROP TRIGGER "refused"');
    }
    await run(`ALTER TABLE "Lead" ADD CONSTRAINT "refused" CHECK ("email" <> '${email}')`);
    return () => run('ALTER TABLE "Lead" DROP CONSTRAINT "refused"');
  }
});
