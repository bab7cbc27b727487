import { request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer, type TestServerOptions } from '../../testing/testServer.ts';

let server: TestServer;
afterEach(() => server.close());
const start = async (options?: TestServerOptions): Promise<void> => {
  server = await startTestServer(options);
};

/** Sends a request with any Host header; `fetch` would set its own. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port: server.port, host: '127.0.0.1', method, path, headers, setHost: false },
      (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

test('only host names of this machine are accepted', async () => {
  await start();
  for (const host of ['localhost', 'localhost:4000', '127.0.0.1:1', '[::1]:80']) {
    expect({ host, ...(await send('GET', '/meta', { host })) }).toMatchObject({ host, status: 200 });
  }
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:80',
    'a@localhost',
    '192.168.1.7',
  ]) {
    expect({ host, ...(await send('GET', '/meta', { host })) }).toMatchObject({ host, status: 403 });
    expect({ host, ...(await send('GET', '/app/leads', { host })) }).toMatchObject({ host, status: 403 });
  }
});

test('a server on all addresses accepts every host name', async () => {
  await start({ settings: { host: '0.0.0.0', apiKey: 'the-right-key' } });
  expect(await send('GET', '/meta', { host: 'tiny.office', authorization: 'Bearer the-right-key' })).toMatchObject({
    status: 200,
  });
});

test('requests from other sites change nothing', async () => {
  await start();
  const host = `127.0.0.1:${server.port}`;
  const post = (headers: Record<string, string>) =>
    send('POST', '/leads/samples', { host, 'content-length': '0', ...headers });
  expect(await post({})).toMatchObject({ status: 200 });
  expect(await post({ origin: `http://${host}` })).toMatchObject({ status: 200 });
  expect(await post({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
  expect(await post({ origin: 'http://evil.example' })).toMatchObject({ status: 403 });
  expect(await post({ origin: 'http://127.0.0.1:1' })).toMatchObject({ status: 403 });
  expect(await post({ origin: 'null' })).toMatchObject({ status: 403 });
  expect(await post({ 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
});

test('with API_KEY set, the API requires the key; the page and /healthz do not', async () => {
  await start({ settings: { apiKey: 'the-right-key' } });
  const status = async (path: string, headers = {}) => (await server.call('GET', path, { headers })).status;
  for (const path of ['/meta', '/leads', '/readyz', '/metrics', '/openapi.json', '/docs', '/nothing']) {
    expect([path, await status(path)]).toEqual([path, 401]);
  }
  expect(await status('/healthz')).toBe(200);
  expect(await status('/')).toBe(302);
  expect(await status('/leads', { authorization: 'Bearer the-wrong-key' })).toBe(401);
  expect(await status('/leads', { authorization: 'Bearer the-right-key' })).toBe(200);
  expect((await server.call('GET', '/leads')).headers.get('www-authenticate')).toBe('Bearer');
});

test('ten wrong keys per minute and connection are allowed, with any forwarded address', async () => {
  await start({ settings: { apiKey: 'the-right-key' } });
  const attempt = (place: number) =>
    server.call('POST', '/session', {
      body: { apiKey: `wrong ${place}` },
      headers: { 'x-forwarded-for': `203.0.113.${place}` },
    });
  for (let place = 1; place <= 10; place += 1) expect((await attempt(place)).status).toBe(401);
  const refused = await attempt(11);
  expect(refused).toMatchObject({ status: 429, body: { type: '/problems/too-many', status: 429 } });
  expect(refused.headers.get('content-type')).toMatch(/application\/problem\+json/u);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('wrong keys in headers and cookies count too, each key once', async () => {
  await start({ settings: { apiKey: 'the-right-key' } });
  const read = async (headers: Record<string, string>) => (await server.call('GET', '/leads', { headers })).status;
  const outdated = { cookie: 'tinygenesy_session=outdated' };
  for (let time = 1; time <= 20; time += 1) expect(await read(outdated)).toBe(401);
  for (let place = 1; place <= 9; place += 1) expect(await read({ authorization: `Bearer wrong ${place}` })).toBe(401);
  // The right key is refused too. Otherwise a client could guess until a key is accepted.
  expect(await read({ authorization: 'Bearer the-right-key' })).toBe(429);
  expect(await read(outdated)).toBe(429);
  expect((await server.call('POST', '/session', { body: { apiKey: 'the-right-key' } })).status).toBe(429);
  const live = await send('GET', '/live', {
    host: 'localhost',
    connection: 'Upgrade',
    upgrade: 'websocket',
    authorization: 'Bearer another',
  });
  expect(live.status).toBe(429);
  expect(await read({})).toBe(401);
});

test('many requests with the right key are not limited', async () => {
  await start({ settings: { apiKey: 'the-right-key' } });
  const headers = { authorization: 'Bearer the-right-key' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => server.call('GET', '/meta', { headers })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test('behind a TLS proxy the cookie is limited to TLS', async () => {
  await start({ settings: { apiKey: 'the-right-key' } });
  const body = { apiKey: 'the-right-key' };
  const authorization = 'Bearer the-right-key';
  for (const [protocol, isSecure] of [
    ['https', true],
    ['http', false],
  ] as const) {
    const headers = { 'x-forwarded-proto': protocol };
    const session = await server.call('POST', '/session', { body, headers });
    expect((session.headers.get('set-cookie') ?? '').includes('; Secure')).toBe(isSecure);
    const page = await server.call('GET', '/leads', {
      headers: { ...headers, authorization, 'sec-fetch-site': 'same-origin' },
    });
    expect((page.headers.get('set-cookie') ?? '').includes('; Secure')).toBe(isSecure);
  }
});

test("the key is exchanged for a cookie that scripts can't read", async () => {
  await start({ settings: { apiKey: 'the-right-key' } });
  expect((await server.call('POST', '/session', { body: { apiKey: 'wrong' } })).status).toBe(401);
  const session = await server.call('POST', '/session', { body: { apiKey: 'the-right-key' } });
  expect(session.status).toBe(204);
  const cookie = session.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/u);
  expect(cookie).toMatch(/SameSite=Strict/u);
  expect(cookie).not.toContain('the-right-key');
  const value = cookie.split(';')[0] ?? '';
  expect((await server.call('GET', '/leads', { headers: { cookie: `a=b; ${value}` } })).status).toBe(200);
  expect((await server.call('GET', '/leads', { headers: { cookie: `${value}x` } })).status).toBe(401);
  const asked = await server.call('GET', '/leads', {
    headers: { authorization: 'Bearer the-right-key', 'sec-fetch-site': 'same-origin' },
  });
  expect(asked.headers.get('set-cookie')).toBe(cookie);
});

test('a request has an id: the caller’s if it is valid', async () => {
  await start();
  expect(
    (await server.call('GET', '/meta', { headers: { 'x-request-id': 'abc-1' } })).headers.get('x-request-id'),
  ).toBe('abc-1');
  expect(
    (await server.call('GET', '/meta', { headers: { 'x-request-id': 'a b;c' } })).headers.get('x-request-id'),
  ).toMatch(/^[0-9a-f-]{36}$/u);
});

test('an unexpected error is logged and not shown to the client; no log contains keys or queries', async () => {
  const lines: string[] = [];
  const log = pino(
    { level: 'trace' },
    new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }),
  );
  await start({
    log,
    jobs: {
      read: async () => {
        throw new Error('inner secret of the engine');
      },
    },
  });
  const headers = { authorization: 'Bearer hunter2', cookie: 'x=hunter2' };
  const { status, body } = await server.call('GET', '/jobs/1', { headers });
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain('inner secret');
  await server.call('GET', '/leads?q=hunter2&api=000099998888', { headers });
  const logged = lines.join('');
  expect(logged).toContain('inner secret of the engine');
  expect(logged).toContain(body['requestId'] as string);
  expect(logged).not.toContain('hunter2');
  expect(logged).not.toContain('000099998888');
});

test('the content security policy allows scripts from this server only', async () => {
  await start();
  const { headers } = await server.call('GET', '/meta');
  expect(headers.get('content-security-policy')).toContain("script-src 'self';");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('cache-control')).toBe('no-store');
});
