import {
  leadHistorySchema,
  leadListSchema,
  leadSchema,
  leadWithLookupSchema,
  metaSchema,
  problemSchema,
} from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.database.prisma.lead.deleteMany();
  server.asked.length = 0;
  server.gone.length = 0;
});

const add = async (fields: Record<string, unknown>) =>
  leadSchema.parse((await server.call('POST', '/leads', { body: fields })).body);
const pointers = (body: unknown) =>
  problemSchema.parse(body).errors.map(({ pointer, message }) => `${pointer} ${message}`);

test('meta describes this instance', async () => {
  const { status, body } = await server.call('GET', '/meta');
  expect(status).toBe(200);
  expect(metaSchema.parse(body)).toMatchObject({ mode: 'sandbox', currency: 'EUR', engine: 'up', sandboxNumbers: 0 });
});

test('a lead is added, read, changed, and deleted', async () => {
  const created = await server.call('POST', '/leads', { body: { email: 'Ana@Acme.example', firstName: 'Ana' } });
  expect(created.status).toBe(201);
  const lead = leadSchema.parse(created.body);
  expect(created.headers.get('location')).toBe(`/leads/${lead.id}`);
  const read = await server.call('GET', `/leads/${lead.id}`);
  expect(leadWithLookupSchema.parse(read.body)).toMatchObject({ ...lead, phoneLookup: { status: 'none' } });
  const patched = await server.call('PATCH', `/leads/${lead.id}`, {
    body: { jobTitle: 'CTO' },
    headers: { 'if-match': '"1"' },
  });
  expect(patched).toMatchObject({ status: 200, body: { jobTitle: 'CTO', version: 2 } });
  const history = await server.call('GET', `/leads/${lead.id}/history?limit=1`);
  expect(leadHistorySchema.parse(history.body)).toMatchObject({
    changes: [{ field: 'jobTitle', old: null, new: 'CTO' }],
  });
  const older = await server.call('GET', `/leads/${lead.id}/history?cursor=${String(history.body['nextCursor'])}`);
  expect(
    leadHistorySchema
      .parse(older.body)
      .changes.map(({ field }) => field)
      .sort(),
  ).toEqual(['email', 'firstName']);
  expect((await server.call('DELETE', `/leads/${lead.id}`)).status).toBe(204);
  expect(server.gone).toEqual([lead.id]);
  for (const [method, path] of [
    ['GET', `/leads/${lead.id}`],
    ['GET', `/leads/${lead.id}/history`],
    ['DELETE', `/leads/${lead.id}`],
  ] as const) {
    expect(await server.call(method, path)).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  }
});

test('an edit of an old version gets the current lead', async () => {
  const lead = await add({ email: 'a@b.example' });
  await server.call('PATCH', `/leads/${lead.id}`, { body: { jobTitle: 'CTO' } });
  const { status, body } = await server.call('PATCH', `/leads/${lead.id}`, {
    body: { jobTitle: 'CEO' },
    headers: { 'if-match': '1' },
  });
  expect(status).toBe(412);
  expect(problemSchema.parse(body).type).toBe('/problems/version-mismatch');
  expect(leadSchema.parse(body['lead'])).toMatchObject({ jobTitle: 'CTO', version: 2 });
  expect(await server.call('PATCH', `/leads/${lead.id}`, { body: {}, headers: { 'if-match': 'new' } })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: 'If-Match' }] },
  });
});

test('an email of another lead is refused with the id of that lead', async () => {
  const lead = await add({ email: 'a@b.example' });
  const { status, body } = await server.call('POST', '/leads', { body: { email: ' A@B.example ' } });
  expect({ status, leadId: body['leadId'] }).toEqual({ status: 409, leadId: lead.id });
});

test('all invalid fields are reported at once: unknown, read-only, and out of bounds', async () => {
  const { status, headers, body } = await server.call('POST', '/leads', {
    body: {
      email: 'nobody',
      tags: ['ok', ''],
      version: 3,
      phoneStatus: 'found',
      nickname: 'x',
      custom: { 'a/b~c': 1 },
    },
  });
  expect(status).toBe(422);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(pointers(body)).toEqual(
    expect.arrayContaining([
      '/email must look like name@company.com',
      expect.stringMatching(/^\/tags\/1 /u),
      '/version is read-only',
      '/phoneStatus is read-only',
      '/nickname is not a known field',
      expect.stringMatching(/^\/custom\/a~1b~0c /u),
    ]),
  );
  expect(body['requestId']).toBe(headers.get('x-request-id'));
  expect(pointers((await server.call('POST', '/leads', { body: { firstName: 'Ana' } })).body)[0]).toMatch(
    /needs an email/u,
  );
  expect(
    pointers((await server.call('POST', '/leads', { body: { email: 'a@b.example', firstName: 'a\0b' } })).body)[0],
  ).toMatch(/^\/firstName must not contain/u);
});

test('a body that can’t be read, is too large, or is no JSON is refused as such', async () => {
  expect(await server.call('POST', '/leads', { body: '{"email":' })).toMatchObject({
    status: 400,
    body: { type: '/problems/unreadable-json' },
  });
  expect(await server.call('POST', '/leads', { body: '"text"' })).toMatchObject({ status: 422 });
  expect(await server.call('POST', '/leads', { body: `{"message":"${'x'.repeat(6_000_000)}"}` })).toMatchObject({
    status: 413,
  });
  expect(
    await server.call('POST', '/leads', {
      body: 'email=a',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  ).toMatchObject({ status: 415 });
});

test('a list is paged, filtered and counted by its query', async () => {
  await server.call('POST', '/leads/samples');
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const { body } = await server.call(
      'GET',
      `/leads?sort=lastName&limit=90&count=true${cursor ? `&cursor=${cursor}` : ''}`,
    );
    const page = leadListSchema.parse(body);
    expect(page.total).toBe(200);
    seen.push(...page.leads.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(200);
  const { body } = await server.call('GET', '/leads?country=ES,%20de&missing=email&phoneStatus=none&q=example');
  expect(leadListSchema.parse(body).leads.every(({ countryCode }) => ['ES', 'DE'].includes(countryCode ?? ''))).toBe(
    true,
  );
});

test('all invalid fields of a lead are reported, those with a wrong type and those with a wrong meaning', async () => {
  const body = { email: 'ana', yearsInRole: 'x', countryCode: 'ZZ', phoneNumber: 'abc', companyWebsite: '?', nope: 1 };
  const fields = ['companyWebsite', 'countryCode', 'email', 'nope', 'phoneNumber', 'yearsInRole'];
  const named = (answer: { body: unknown }) => pointers(answer.body).map((text) => text.split(' ')[0] ?? '');
  expect(named(await server.call('POST', '/leads', { body })).sort()).toEqual(fields.map((field) => `/${field}`));
  const lead = await add({ email: 'ana@acme.example', countryCode: 'ES' });
  const patched = await server.call('PATCH', `/leads/${lead.id}`, { body });
  expect(named(patched).sort()).toEqual(fields.map((field) => `/${field}`));
  // Its own country reads a number without a country code.
  const national = await server.call('PATCH', `/leads/${lead.id}`, { body: { phoneNumber: '612345678', nope: 1 } });
  expect(named(national)).toEqual(['/nope']);
  const without = await server.call('POST', '/leads', { body: { firstName: 'Ana', nope: 1 } });
  expect(named(without)).toEqual(['/nope', '']);
});

test('all unknown or invalid query parameters are reported', async () => {
  const { status, body } = await server.call(
    'GET',
    '/leads?limit=1000&phoneStatus=lost&color=red&sort=age&count=perhaps',
  );
  expect(status).toBe(422);
  expect(
    problemSchema
      .parse(body)
      .errors.map(({ pointer }) => pointer)
      .sort(),
  ).toEqual(['color', 'count', 'limit', 'phoneStatus', 'sort']);
  expect((await server.call('GET', '/leads?cursor=abc')).status).toBe(400);
  expect((await server.call('GET', '/meta?x=1')).status).toBe(422);
});

test.each([
  '/leads/0',
  '/leads/abc',
  '/leads/99999999999',
  '/leads/1.5',
  '/nothing',
  '/leads/1/nothing',
  '/leads/%ff',
  '/app/x.js',
])('%s is not found', async (path) => {
  const { status, body } = await server.call('GET', path);
  expect(status).toBe(404);
  expect(problemSchema.parse(body).status).toBe(404);
});

test('a set is deleted and restored', async () => {
  const leads = [
    await add({ email: 'a@b.example' }),
    await add({ email: 'c@b.example' }),
    await add({ email: 'd@b.example' }),
  ];
  const ids = leads.slice(0, 2).map(({ id }) => id);
  const deleted = await server.call('DELETE', '/leads', { body: { ids } });
  expect(deleted).toMatchObject({ status: 200, body: { deleted: 2 } });
  expect(new Set(server.gone)).toEqual(new Set(ids));
  const undoToken = deleted.body['undoToken'];
  expect(await server.call('POST', '/leads/restore', { body: { undoToken } })).toMatchObject({
    status: 200,
    body: { restored: 2, conflicts: 0 },
  });
  expect((await server.call('POST', '/leads/restore', { body: { undoToken } })).status).toBe(404);
  expect((await server.call('GET', `/leads/${ids[0]}`)).status).toBe(200);
});

test('a set is exactly one of ids and a filter', async () => {
  for (const body of [{}, { ids: [1], filter: {} }, { ids: [1], exceptIds: [2] }, { ids: [] }]) {
    expect((await server.call('DELETE', '/leads', { body })).status).toBe(422);
  }
  for (const body of [{ add: ['x'] }, { leadIds: [1], filter: {}, add: ['x'] }]) {
    expect((await server.call('POST', '/leads/tags', { body })).status).toBe(422);
  }
});

test('a set of more than 1,000 leads is deleted by a job', async () => {
  const row = await server.database.prisma.lead.findUniqueOrThrow({
    where: { id: (await add({ email: 'a@b.example' })).id },
  });
  const { id: _, phoneDetail: __, email: ___, emailReasons: ____, ...rest } = row;
  await server.database.prisma.lead.createMany({
    data: Array.from({ length: 1_000 }, () => ({ ...rest, phones: [], tags: [], custom: {}, emailReasons: [] })),
  });
  const ids = Array.from({ length: 100_000 }, (_value, index) => index + 1);
  const { status, body } = await server.call('DELETE', '/leads', { body: { filter: {} } });
  expect({ status, body }).toMatchObject({
    status: 202,
    body: { kind: 'lead_deletion', state: 'queued', total: await server.database.prisma.lead.count() },
  });
  expect(server.asked).toEqual([['wakeJob', body['id']]]);
  expect(await server.call('POST', '/leads/tags', { body: { leadIds: ids, add: ['x'] } })).toMatchObject({
    status: 202,
    body: { kind: 'lead_tagging', total: await server.database.prisma.lead.count({ where: { id: { lte: 100_000 } } }) },
  });
});

test('samples are added once', async () => {
  expect((await server.call('POST', '/leads/samples')).body).toEqual({ created: 200, skipped: 0 });
  expect((await server.call('POST', '/leads/samples', { body: {} })).body).toEqual({ created: 0, skipped: 200 });
});
