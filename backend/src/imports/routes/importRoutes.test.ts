import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  type ImportIssue,
  importCreatedSchema,
  importDetailSchema,
  importPreviewSchema,
  importRowsSchema,
  sureEncodingConfidence,
} from '@tinygenesy/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { testDatabases, type TestDatabase } from '../../db/testDatabase.ts';
import { createLead } from '../../leads/leadWrite.ts';
import { readChunks } from '../file/importChunks.ts';
import { rememberMapping } from '../mapping/rememberedMapping.ts';
import { draftMs, pruneImports } from '../file/dropImport.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';

const going = new AbortController().signal;

describe.each(testDatabases)('imports on $dialect', ({ open }) => {
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await open();
    server = await startTestServer({ database });
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });
  afterEach(async () => {
    for (const table of ['Import', 'ImportChunk', 'ImportRow', 'Lead', 'IdempotencyKey', 'RememberedMapping']) {
      await database.prisma.$executeRawUnsafe(`DELETE FROM "${table}"`);
    }
  });

  async function upload(body: string | Uint8Array, headers: Record<string, string> = {}) {
    const response = await fetch(`${server.url}/imports`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...headers },
      body: Buffer.from(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }
  async function draft(text: string) {
    const { status, body } = await upload(text);
    expect(status).toBe(201);
    return importCreatedSchema.parse(body);
  }
  async function preview(id: number, settings: Record<string, unknown> = {}, query = '') {
    const { status, body } = await server.call('POST', `/imports/${id}/preview${query}`, { body: settings });
    expect(body).toMatchObject({ rowsRead: expect.any(Number) as number });
    expect(status).toBe(200);
    return importPreviewSchema.parse(body);
  }
  const codesOf = (counts: { problems: { code: string; count: number }[] }): Record<string, number> =>
    Object.fromEntries(counts.problems.map(({ code, count }) => [code, count]));
  const remains = async (): Promise<number[]> => [
    await database.prisma.import.count(),
    await database.prisma.importChunk.count(),
  ];

  test('a file is received as a body or in a form, and inspected', async () => {
    const text = 'First Name;E-mail\nAna;ana@acme.com\n';
    const raw = await upload(text, { 'content-disposition': `attachment; filename*=UTF-8''people%20%C3%A9.csv` });
    expect(raw.status).toBe(201);
    expect(importCreatedSchema.parse(raw.body)).toMatchObject({
      fileName: 'people é.csv',
      sizeBytes: text.length,
      delimiter: ';',
      headers: ['First Name', 'E-mail'],
      suggestedMapping: { 'First Name': 'firstName', 'E-mail': 'email' },
      sample: [['Ana', 'ana@acme.com']],
    });
    const form = new FormData();
    form.append('note', 'something else');
    form.append('file', new Blob([text]), 'C:\\Ordner\\kontakte.csv');
    const response = await fetch(`${server.url}/imports`, { method: 'POST', body: form });
    expect(await response.json()).toMatchObject({ fileName: 'kontakte.csv', sizeBytes: text.length });

    const { body } = await server.call('GET', '/imports');
    expect(body['imports']).toMatchObject([
      { fileName: 'kontakte.csv', state: 'draft', counts: null, tag: 'kontakte' },
      { fileName: 'people é.csv', state: 'draft', rowCount: null },
    ]);
  });

  test('a large file is stored byte for byte', async () => {
    const line = 'somebody,somebody@company.example,a company with a name\n';
    const bytes = Buffer.from(`name,email,company\n${line.repeat(30_000)}`);
    const { body } = await upload(bytes);
    const id = Number(body['id']);
    const kept = await buffer(readChunks(database, { id, sizeBytes: bytes.length }));
    expect(await database.prisma.importChunk.count()).toBeGreaterThan(5);
    expect(createHash('sha256').update(kept).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect((await server.call('DELETE', `/imports/${id}`)).status).toBe(204);
    expect(await remains()).toEqual([0, 0]);
  });

  test('the encoding of a file that begins with ASCII is guessed from later letters', async () => {
    const ascii = `First Name;E-mail\n${'Ana;ana@acme.com\n'.repeat(20_000)}`;
    const { body } = await upload(Buffer.from(`${ascii}José;jose@acme.com\nBegoña;b@acme.com\n`, 'latin1'));
    expect(body).toMatchObject({ encoding: 'windows-1252' });
    expect((await upload(`${ascii}José;jose@acme.com\n`)).body).toMatchObject({ encoding: 'utf-8' });
  });

  test('a file that is not CSV is refused with its kind, and nothing is stored', async () => {
    const workbook = await upload(Buffer.concat([Buffer.from('PK\x03\x04xl/workbook'), Buffer.alloc(1_000_000)]));
    expect(workbook).toMatchObject({ status: 415, body: { type: '/problems/not-csv', kind: 'broken' } });
    expect(workbook.body['detail']).toMatch(/damaged or incomplete/u);
    expect(await upload('')).toMatchObject({ status: 422, body: { type: '/problems/empty-file' } });
    expect((await upload('{}', { 'content-type': 'application/json' })).status).toBe(415);
    const form = new FormData();
    form.append('note', 'no file');
    expect((await fetch(`${server.url}/imports`, { method: 'POST', body: form })).status).toBe(415);
    expect(await remains()).toEqual([0, 0]);
  });

  test('the bytes of an interrupted upload are deleted', async () => {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /imports HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\nname,email\n');
    socket.write('Ana,ana@acme.com\n'.repeat(30_000));
    await expect.poll(async () => (await remains())[1]).toBeGreaterThan(0);
    socket.destroy();
    await expect.poll(remains).toEqual([0, 0]);
  });

  test('a file is stored once per idempotency key', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await upload('email\na@x.com\n', key);
    const again = await upload('email\na@x.com\n', key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await upload('email\nb@x.com\n', key)).status).toBe(422);
    expect(await remains()).toEqual([1, 1]);
  });

  test('a preview counts every row and writes nothing', async () => {
    await createLead(server.deps, { email: 'known@acme.com', firstName: 'Kim', companyName: 'Acme' });
    const { id } = await draft(
      [
        'first name,email,company',
        'Ana,ana@acme.com,Acme',
        'Anna,ANA@acme.com,Acme',
        'Kim,known@acme.com,Other',
        'Nobody,not an address,',
        ',known@acme.com,Acme',
        '',
      ].join('\n'),
    );
    const skipped = await preview(id);
    expect(skipped).toMatchObject({ create: 1, update: 0, skip: 3, invalid: 1, complete: true, rowsRead: 5 });
    expect(codesOf(skipped)).toMatchObject({ duplicate_in_file: 1, already_there: 2, invalid_email: 1 });
    expect(skipped.problems[0]).toMatchObject({
      code: 'invalid_email',
      severity: 'error',
      example: { row: 4, line: 5 },
    });

    const filled = await preview(id, { onDuplicate: 'fill' });
    expect(filled).toMatchObject({ create: 1, update: 0, skip: 3, invalid: 1 });
    expect(codesOf(filled)).toMatchObject({ duplicate_in_file: 1, unchanged: 2 });

    const overwritten = await preview(id, { onDuplicate: 'overwrite' });
    expect(overwritten).toMatchObject({ create: 1, update: 3, skip: 0, invalid: 1 });

    const { body } = await server.call('GET', `/imports/${id}`);
    expect(importDetailSchema.parse(body)).toMatchObject({
      state: 'draft',
      rowCount: 5,
      settings: { onDuplicate: 'overwrite', mapping: { email: 'email' }, encoding: 'utf-8' },
    });
    expect(await database.prisma.lead.count()).toBe(1);
  });

  test('rows without an email are matched by LinkedIn address, then by name, company and website', async () => {
    await createLead(server.deps, { email: 'a@x.com', linkedinUrl: 'https://www.linkedin.com/in/ana' });
    await createLead(server.deps, {
      firstName: 'Bo',
      lastName: 'Li',
      companyName: 'Acmé',
      companyWebsite: 'acme.com',
    });
    const { id } = await draft(
      [
        'first name,last name,company,website,linkedin',
        ',,,,linkedin.com/in/ana/',
        'bo,LI,Acme,https://www.acme.com/,',
        'Bo,Li,Acme,other.com,',
        'Bo,Li,,,',
        '',
      ].join('\n'),
    );
    expect(await preview(id)).toMatchObject({ create: 0, invalid: 4 });
    expect(await preview(id, { allowWithoutEmail: true })).toMatchObject({ create: 1, skip: 2, invalid: 1 });
  });

  test('a preview is counted again only after the database changed', async () => {
    const { id } = await draft('email\na@x.com\n');
    expect(await preview(id)).toMatchObject({ create: 1 });
    expect((await server.call('POST', '/leads', { body: { email: 'a@x.com' } })).status).toBe(201);
    expect(await preview(id)).toMatchObject({ create: 0, skip: 1 });
  });

  test('a large file is counted in the background; the client polls until the preview is complete', async () => {
    const { id } = await draft(
      `email,name\n${Array.from({ length: 20_000 }, (_, index) => `p${index % 19_000}@x.com,P`).join('\n')}\n`,
    );
    const first = await preview(id, {}, '?waitMs=0');
    expect(first.complete).toBe(false);
    await expect.poll(async () => (await preview(id, {}, '?waitMs=100')).complete, { timeout: 20_000 }).toBe(true);
    expect(await preview(id)).toMatchObject({ create: 19_000, skip: 1_000, rowsRead: 20_000 });

    // The number of rows stays known until the file is read in another way.
    const rowCount = async () => (await server.call('GET', `/imports/${id}`)).body['rowCount'];
    const { settings } = await preview(id, { fixes: [{ row: 1, field: 'email', value: 'a@x.com' }] }, '?waitMs=0');
    expect(await rowCount()).toBe(20_000);
    const reordered = Object.fromEntries(Object.entries(settings).toReversed());
    await preview(id, reordered, '?waitMs=0');
    expect(await rowCount()).toBe(20_000);
    await preview(id, { hasHeader: false }, '?waitMs=0');
    await expect.poll(rowCount, { timeout: 20_000 }).toBe(20_001);
  });

  test('rows are paged as the preview counted them', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? 'broken' : `p${index}@x.com`));
    const { id } = await draft(`email,name\n${lines.map((email) => `${email},x`).join('\n')}\np1@x.com,x\n`);
    await preview(id);
    async function all(query: string): Promise<number[]> {
      const rows: number[] = [];
      for (let cursor = ''; ;) {
        const { status, body } = await server.call('GET', `/imports/${id}/rows?limit=70${query}${cursor}`);
        expect(status).toBe(200);
        const page = importRowsSchema.parse(body);
        rows.push(...page.rows.map(({ row }) => row));
        if (page.nextCursor === null) return rows;
        cursor = `&cursor=${page.nextCursor}`;
      }
    }
    expect(await all('')).toEqual(Array.from({ length: 301 }, (_, index) => index + 1));
    const broken = Array.from({ length: 100 }, (_, index) => index * 3 + 1);
    expect(await all('&problem=any')).toEqual(broken);
    expect(await all('&problem=invalid_email&state=invalid')).toEqual(broken);
    expect(await all('&problem=invalid_email&field=email')).toEqual(broken);
    expect(await all('&problem=invalid_email&field=lastName')).toEqual([]);
    expect(await all('&problem=no_such_problem')).toEqual([]);
    const { body } = await server.call('GET', `/imports/${id}/rows?state=skip`);
    expect(body['rows']).toMatchObject([
      { row: 301, line: 302, state: 'skip', cells: ['p1@x.com', 'x'], issues: [{ code: 'duplicate_in_file' }] },
    ]);
    expect((await server.call('GET', `/imports/${id}/rows?cursor=x`)).status).toBe(400);
  });

  test('the rows of an import are listed with their results', async () => {
    const { id } = await database.prisma.import.create({
      data: {
        fileName: 'a.csv',
        sizeBytes: 1n,
        reading: {},
        rowsDone: 4,
        suppressedCount: 0,
        createdAt: new Date(),
        committedAt: new Date(),
      },
    });
    const rowOf = (row: number, state: string, told: Pick<ImportIssue, 'code' | 'severity'>[]) => {
      const issues = told.map((one): ImportIssue => ({
        ...one,
        field: 'email',
        header: null,
        value: 'x',
        text: 'Told',
      }));
      return { importId: id, row, line: row + 1, state, cells: ['x'], issues };
    };
    await database.prisma.importRow.createMany({
      data: [
        { importId: id, row: 1, line: 2, state: 'created' },
        rowOf(2, 'invalid', [{ code: 'invalid_email', severity: 'error' }]),
        rowOf(3, 'skipped', [{ code: 'already_there', severity: 'note' }]),
        rowOf(4, 'invalid', [{ code: 'invalid_email', severity: 'error' }]),
      ],
    });
    const page = async (query: string) => {
      const { body } = await server.call('GET', `/imports/${id}/rows?${query}`);
      const { rows, nextCursor } = importRowsSchema.parse(body);
      return { rows: rows.map(({ row }) => row), nextCursor };
    };
    expect(await page('')).toEqual({ rows: [1, 2, 3, 4], nextCursor: null });
    const first = await page('problem=any&limit=1');
    expect(first.rows).toEqual([2]);
    expect(await page(`problem=any&limit=1&cursor=${first.nextCursor}`)).toEqual({ rows: [4], nextCursor: null });
    expect(await page('problem=already_there')).toMatchObject({ rows: [3] });
    expect(await page('problem=already_there&field=email')).toMatchObject({ rows: [3] });
    expect(await page('problem=already_there&field=lastName')).toMatchObject({ rows: [] });
    expect(await page('state=created')).toMatchObject({ rows: [1] });
    expect((await server.call('DELETE', `/imports/${id}`)).status).toBe(409);
    expect((await server.call('POST', `/imports/${id}/preview`, { body: {} })).status).toBe(409);
  });

  test('all columns with a wrong mapping are named', async () => {
    const { id } = await draft('a,b,c\nx@x.com,y@y.com,z\n');
    const { status, body } = await server.call('POST', `/imports/${id}/preview`, {
      body: { mapping: { a: 'tags', b: 'tags', d: 'jobTitle' }, defaults: { countryCode: 'ZZ' } },
    });
    expect(status).toBe(422);
    expect((body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/mapping/a',
      '/mapping/b',
      '/mapping/d',
    ]);
    expect((await server.call('POST', '/imports/999/preview', { body: {} })).status).toBe(404);
  });

  test('another encoding or delimiter changes the reading', async () => {
    const { id } = await draft('name;email\nI\u00f1aki;i@x.com\n');
    const other = await preview(id, {
      encoding: 'windows-1252',
      delimiter: ',',
      mapping: { 'name;email': 'custom:x' },
    });
    expect(other.reading).toMatchObject({ encoding: 'windows-1252', headers: ['name;email'] });
    expect(other.reading.sample[0]?.[0]).toBe('I\u00c3\u00b1aki;i@x.com');
  });

  test('the line of the header is chosen, and the lines above it are not imported', async () => {
    const { id } = await draft('Contacts of Ana,2026\nprivate,\n\nName,Mail\nEva Poe,eva@x.com\n');
    const { reading, settings, ...counts } = await preview(id, { startLine: 4, hasHeader: true });
    expect(reading).toMatchObject({ startLine: 4, headers: ['Name', 'Mail'] });
    expect(settings).toMatchObject({ startLine: 4, mapping: { Name: 'fullName', Mail: 'email' } });
    expect(counts).toMatchObject({ create: 1, invalid: 0, rowsRead: 1 });
    const { body } = await server.call('GET', `/imports/${id}/rows`);
    expect(body['rows']).toMatchObject([{ row: 1, line: 5, cells: ['Eva Poe', 'eva@x.com'] }]);
    // A page that is opened again shows the columns of the chosen header.
    const detail = importDetailSchema.parse((await server.call('GET', `/imports/${id}`)).body);
    expect(detail.reading).toMatchObject({ startLine: 4, headers: ['Name', 'Mail'] });
    const beyond = await server.call('POST', `/imports/${id}/preview`, { body: { startLine: 99 } });
    expect(beyond).toMatchObject({ status: 422, body: { errors: [{ pointer: '/startLine' }] } });
  });

  test('the values of a column are counted, and all rows with one value are corrected', async () => {
    const countries = ['Spain', 'Atlantis', 'Atlantis', 'XXX', 'España', '', 'N/A', 'Atlantis '];
    const { id } = await draft(
      `email,country\n${countries.map((country, index) => `p${index}@x.com,${country}`).join('\n')}\n`,
    );
    const values = async () => (await server.call('GET', `/imports/${id}/values?field=countryCode`)).body;
    const unknown = (value: string, count: number) => ({ value, count, problem: 'unknown_country', readAs: null });
    const known = (value: string) => ({ value, count: 1, problem: null, readAs: 'ES' });
    const counted = {
      field: 'countryCode',
      values: [unknown('Atlantis', 3), unknown('XXX', 1), known('Spain'), known('España')],
      blank: 2,
      others: 0,
      complete: true,
    };
    await preview(id);
    expect(await values()).toEqual(counted);
    const fixes = [{ code: 'unknown_country', matches: 'Atlantis', field: 'countryCode', value: 'GR' }];
    expect(codesOf(await preview(id, { fixes }))).toEqual({ corrected: 3, unknown_country: 1 });
    expect(await values()).toEqual(counted);
    expect((await server.call('GET', `/imports/${id}/values?field=email`)).status).toBe(422);
    const wrong = [{ row: 1, matches: 'XXX', field: 'countryCode', value: 'GR' }];
    expect((await server.call('POST', `/imports/${id}/preview`, { body: { fixes: wrong } })).status).toBe(422);
  });

  test('an uncertain encoding stays open in the settings until a person chooses it', async () => {
    const bytes = Buffer.from('First name,Last name,E-mail\nKim,a\xE6b,kim@x.com\n', 'latin1');
    const { id, encodingConfidence } = importCreatedSchema.parse((await upload(bytes)).body);
    expect(encodingConfidence).toBeLessThan(sureEncodingConfidence);
    expect((await preview(id)).settings.encoding).toBeUndefined();
    expect((await preview(id, { encoding: 'macintosh' })).settings.encoding).toBe('macintosh');
    expect((await preview(id, { encoding: 'windows-1252' })).settings.encoding).toBe('windows-1252');
  });

  test('the mapping chosen for these headers is suggested the next time', async () => {
    const { headers, hasHeader } = await draft('Ref,Contact\n1,a@x.com\n');
    await rememberMapping(database, { headers, hasHeader }, { Ref: null, Contact: 'email' }, new Date());
    expect(await draft('REF,contact\n2,b@x.com\n')).toMatchObject({
      columns: [{ because: 'remembered' }, { because: 'remembered' }],
      suggestedMapping: { REF: null, contact: 'email' },
    });
  });

  test('files that were not imported are deleted after a week', async () => {
    const { id } = await draft('email\na@x.com\n');
    await database.prisma.importChunk.create({ data: { importId: id + 1_000, position: 0, bytes: Buffer.from('x') } });
    await pruneImports(database, new Date(Date.now() + draftMs - 60_000), going);
    expect(await remains()).toEqual([1, 1]);
    await pruneImports(database, new Date(Date.now() + draftMs + 60_000), going);
    expect(await remains()).toEqual([0, 0]);
  });
});
