import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.call('POST', '/leads', { body: { email: 'zoé@acme.es', firstName: 'Zoé' } });
});
afterAll(() => server.close());

const download = async (query: string) => {
  const response = await fetch(`http://127.0.0.1:${server.port}/leads/export.csv${query}`);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};

test('an export is a file with a dated name that Excel reads as UTF-8', async () => {
  const { response, bytes } = await download('?q=zo');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="leads-\d{4}-\d\d-\d\d\.csv"$/u);
  expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
  expect(bytes.toString()).toContain('Zoé,,zoé@acme.es');
});

test.each([
  ['semicolon', 'Zoé;;zoé@acme.es'],
  ['tab', 'Zoé\t\tzoé@acme.es'],
  ['comma', 'Zoé,,zoé@acme.es'],
])('its cells are separated by a %s', async (delimiter, row) => {
  const { bytes } = await download(`?q=zo&delimiter=${delimiter}`);
  expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
  expect(bytes.toString()).toContain(row);
});

test('an export for programs has no byte order mark', async () => {
  const { response, bytes } = await download('?mode=raw&sort=lastName');
  expect(response.headers.get('content-disposition')).toMatch(/filename="leads-[\d-]+-raw\.csv"/u);
  expect(bytes.toString().split('\n')[0]).toMatch(/^firstName,lastName,email,/u);
});

test.each(['?mode=xlsx', '?delimiter=x', '?limit=5', '?ids=1,x', `?ids=${Array(1_001).fill(1).join()}`])(
  'an invalid query is refused before anything is sent: %s',
  async (query) => {
    const { body, status } = await server.call('GET', `/leads/export.csv${query}`);
    expect(status).toBe(422);
    expect(body['errors']).toHaveLength(1);
  },
);
