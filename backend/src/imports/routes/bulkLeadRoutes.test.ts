import { bulkLeadsDoneSchema, type BulkLeadsDone, importDetailSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

let people = 0;
const newEmail = (): string => `bulk-${(people += 1)}@people.example`;
const stored = (email: string) => server.database.prisma.lead.findUnique({ where: { email } });

async function send(leads: unknown[], onDuplicate?: string): Promise<BulkLeadsDone> {
  const { status, body } = await server.call('POST', '/leads/bulk', { body: { leads, onDuplicate } });
  expect(status, JSON.stringify(body)).toBe(200);
  return bulkLeadsDoneSchema.parse(body);
}

describe('leads that a script sends as JSON', () => {
  test('are judged one by one, by the rules for files', async () => {
    const [good, other] = [newEmail(), newEmail()];
    const leads = [
      {
        firstName: ' Ana ',
        email: good.toUpperCase(),
        countryCode: 'España',
        phoneNumber: '612 345 678',
        companyWebsite: 'https://www.acme.example/about',
        yearsInRole: 2.5,
        tags: ['vip', 'a, b'],
        doNotContact: false,
        custom: { Shoe: '43', Size: null },
      },
      { email: 'nonsense' },
      { email: newEmail(), version: 3, nickname: 'Bo', tags: 'vip' },
      { firstName: 'Nobody' },
      { linkedinUrl: 'https://www.linkedin.com/in/only-there' },
      { firstName: 'Li', lastName: 'Wei', companyName: 'Acme' },
      { email: other, phoneNumber: '12', countryCode: 'XXX' },
      { email: good },
    ];
    const done = await send(leads);

    expect(done).toMatchObject({ importedCount: 4, updatedCount: 0, duplicatesSkipped: 1 });
    expect(done.invalidLeads.map(({ row, lead, errors }) => [row, lead, errors.map(({ field }) => field)])).toEqual([
      [2, leads[1], ['email']],
      [3, leads[2], ['version', 'nickname', 'tags']],
      [4, leads[3], ['email']],
    ]);
    expect(done.invalidLeads[1]?.errors.map(({ message }) => message)).toEqual([
      'is read-only',
      'is not a known field',
      'must be a list of texts',
    ]);
    expect(done.warnings.map(({ row, field }) => [row, field])).toEqual(
      expect.arrayContaining([
        [7, 'phoneNumber'],
        [7, 'countryCode'],
      ]),
    );
    expect(await stored(good)).toMatchObject({
      firstName: 'Ana',
      countryCode: 'ES',
      phoneNumber: '+34612345678',
      companyWebsite: 'acme.example',
      yearsInRole: 2.5,
      tags: ['vip', 'a, b'],
      custom: { Shoe: '43' },
    });
    expect(await stored(other)).toMatchObject({ countryCode: null, countryRaw: 'XXX' });
  });

  test('are listed as an import', async () => {
    const { importId } = await send([{ email: newEmail() }, { email: 'nonsense' }]);
    const { body } = await server.call('GET', `/imports/${importId}`);
    expect(importDetailSchema.parse(body)).toMatchObject({
      state: 'imported',
      rowCount: 2,
      counts: { created: 1, invalid: 1 },
      jobId: null,
      tag: null,
      reading: null,
    });
    const errors = await server.call('GET', `/imports/${importId}/errors.csv`);
    expect(String(errors.body['text'])).toContain('lead,line,reason\r\n"{""email"":""nonsense""}",2,');
    const rows = await server.call('GET', `/imports/${importId}/rows?state=invalid`);
    expect(rows.body).toMatchObject({ rows: [{ row: 2, cells: ['{"email":"nonsense"}'] }] });
    expect((await server.call('GET', `/leads?importId=${importId}`)).body).toMatchObject({ leads: [{}] });
  });

  test('fill or overwrite what is there, as asked', async () => {
    const email = newEmail();
    await send([{ email, firstName: 'Ana' }]);
    expect(await send([{ email, firstName: 'Anna', lastName: 'Faro' }], 'fill')).toMatchObject({ updatedCount: 1 });
    expect(await stored(email)).toMatchObject({ firstName: 'Ana', lastName: 'Faro' });
    expect(await send([{ email, firstName: 'Anna' }], 'overwrite')).toMatchObject({ updatedCount: 1 });
    expect(await send([{ email, firstName: 'Anna' }], 'overwrite')).toMatchObject({ duplicatesSkipped: 1 });
    expect(await stored(email)).toMatchObject({ firstName: 'Anna', lastName: 'Faro' });
  });

  test('are imported once per idempotency key', async () => {
    const email = newEmail();
    const request = {
      body: { leads: [{ email }] },
      headers: { 'Idempotency-Key': 'bulk-once' },
    };
    const first = await server.call('POST', '/leads/bulk', request);
    const second = await server.call('POST', '/leads/bulk', request);
    expect(second.body).toEqual(first.body);
    expect(first.body).toMatchObject({ importedCount: 1 });
    const other = await server.call('POST', '/leads/bulk', { ...request, body: { leads: [{ email: newEmail() }] } });
    expect(other.status).toBe(422);
  });

  test('are at most 5,000, and other requests are answered meanwhile', async () => {
    const crowd = '@crowd.example';
    const many = Array.from({ length: 5_000 }, (_, place) => ({
      email: `person-${place}${crowd}`,
      firstName: 'Ana',
      phoneNumber: '+34612345678',
    }));
    let isSending = true;
    const sending = send(many).finally(() => {
      isSending = false;
    });
    // Reads are answered between two parts, so the list grows visibly, even on a busy machine.
    const read = () => server.database.prisma.lead.count({ where: { email: { endsWith: crowd } } });
    const seen = [0];
    while (isSending) seen.push(await read());
    const done = await sending;
    seen.push(await read());
    const mostBetween = Math.max(...seen.map((count, at) => count - (seen[at - 1] ?? 0)));
    expect(mostBetween).toBeLessThanOrEqual(500);
    expect(done).toMatchObject({ importedCount: 5_000, invalidLeads: [] });
    const tooMany = await server.call('POST', '/leads/bulk', { body: { leads: [...many, {}] } });
    expect(tooMany.status).toBe(422);
    expect((await server.call('POST', '/leads/bulk', { body: { leads: [] } })).status).toBe(422);
  });
});

describe('leads that a script sends as CSV', () => {
  const csv = { 'content-type': 'text/csv' };

  test('are imported by a job with the settings of the query', async () => {
    const { status } = await server.call('POST', '/leads/bulk?onDuplicate=fill&allowWithoutEmail=true', {
      body: 'email,first name\nana@x.example,Ana\n',
      headers: csv,
    });
    expect(status).toBe(202);
    expect(server.asked.at(-1)).toMatchObject([
      'commit',
      expect.any(Number),
      { onDuplicate: 'fill', allowWithoutEmail: true },
    ]);
  });

  test('are deleted when they can’t be imported', async () => {
    const before = await server.database.prisma.import.count();
    const html = await server.call('POST', '/leads/bulk', { body: '<!doctype html><html></html>', headers: csv });
    expect(html.status).toBe(415);
    const other = await server.call('POST', '/leads/bulk', { body: 'x', headers: { 'content-type': 'text/plain' } });
    expect(other.status).toBe(415);
    expect(await server.database.prisma.import.count()).toBe(before);
  });
});
