import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AskOptions } from '../provider.ts';
import { checkDefinition } from './checkDefinition.ts';
import { declaredProvider } from './declaredProvider.ts';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}
type Reply = { status: number; json?: unknown; text?: string; headers?: Record<string, string>; delayMs?: number };

/** A provider with a token server on loopback. `asked`: requests for tokens; `called`: requests for a number. */
let server: {
  asked: Received[];
  called: Received[];
  token: (request: Received) => Reply;
  answer: (request: Received) => Reply;
  host: string;
  close(): Promise<unknown>;
};

const found: Reply = { status: 200, json: { person: { mobile: '+1 415-555-0132' } } };
const tokenNumber = (number: number, parts: object = {}): Reply => ({
  status: 200,
  json: { access_token: `token-${number}`, token_type: 'bearer', expires_in: 3_600, ...parts },
});

beforeEach(async () => {
  const asked: Received[] = [];
  const called: Received[] = [];
  const http = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const received = { path: request.url ?? '', headers: request.headers, body };
      const isToken = received.path.startsWith('/oauth');
      (isToken ? asked : called).push(received);
      const {
        status,
        json,
        text,
        headers = {},
        delayMs = 0,
      } = isToken ? server.token(received) : server.answer(received);
      setTimeout(
        () =>
          response
            .writeHead(status, { 'content-type': 'application/json', ...headers })
            .end(text ?? JSON.stringify(json)),
        delayMs,
      );
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  server = {
    asked,
    called,
    token: () => tokenNumber(asked.length),
    answer: () => found,
    host: `localhost:${(http.address() as AddressInfo).port}`,
    close: () => {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(resolve));
    },
  };
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const secrets = { clientId: 'id-1', clientSecret: 's3cret/of+acme' };

function acme(oauth2: object = {}) {
  const checked = checkDefinition({
    schema: 1,
    id: 'acme',
    name: 'Acme',
    docs: 'https://acme.example/docs',
    hosts: [server.host],
    secrets: [
      { name: 'clientId', label: 'Client ID' },
      { name: 'clientSecret', label: 'Client secret' },
    ],
    auth: {
      oauth2: {
        tokenUrl: `https://${server.host}/oauth/token`,
        id: '{{clientId}}',
        secret: '{{clientSecret}}',
        scope: 'phones read',
        ...oauth2,
      },
    },
    needs: [['email']],
    ask: { method: 'POST', path: '/find', body: { email: '{{email}}' } },
    answer: { proof: 'person', phones: [{ at: 'person.mobile', type: 'mobile' }] },
    price: { reserve: 1 },
    balance: { path: '/credits', at: 'credits' },
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const provider = declaredProvider({
    definition: checked.definition,
    version: 1,
    settings: {},
    allowedHosts: new Set([server.host]),
  });
  const options = (parts: Partial<AskOptions> = {}): AskOptions => ({
    url: '',
    apiKey: '',
    secrets,
    signal: AbortSignal.timeout(10_000),
    ...parts,
  });
  return {
    ask: (parts: Partial<AskOptions> = {}) => provider.ask({ email: 'a@acme.example' }, options(parts)),
    balance: () => provider.askBalance?.(options()),
  };
}

const bearers = () => server.called.map(({ headers }) => headers.authorization);

test('the token is asked for by RFC 6749 4.4, sent as a bearer, and kept for further calls', async () => {
  const { ask } = acme();
  expect(await ask()).toMatchObject({ kind: 'found' });
  expect(await ask()).toMatchObject({ kind: 'found' });
  expect(server.asked).toHaveLength(1);
  expect(server.asked[0]).toMatchObject({
    path: '/oauth/token',
    body: 'grant_type=client_credentials&scope=phones+read',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from('id-1:s3cret%2Fof%2Bacme').toString('base64')}`,
    },
  });
  expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1']);
});

test('calls at the same time share one request for a token', async () => {
  server.token = () => ({ ...tokenNumber(server.asked.length), delayMs: 50 });
  const { ask } = acme();
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask()));
  expect(answers.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'found'));
  expect(server.asked).toHaveLength(1);
});

test('a server that wants the credentials in the form gets them there, and is asked so from then on', async () => {
  server.token = ({ headers, body }) =>
    headers.authorization === undefined && body.includes('client_secret=s3cret%2Fof%2Bacme')
      ? tokenNumber(server.asked.length, { expires_in: 1 })
      : { status: 401, json: { error: 'invalid_client' } };
  const { ask } = acme();
  expect(await ask()).toMatchObject({ kind: 'found' });
  expect(server.asked.map(({ headers }) => headers.authorization === undefined)).toEqual([false, true]);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
  expect(await ask()).toMatchObject({ kind: 'found' });
  expect(server.asked.map(({ headers }) => headers.authorization === undefined)).toEqual([false, true, true]);
});

test.each([
  ['an hour, minus a minute', { expires_in: 3_600 }, 3_540],
  ['a text', { expires_in: '600' }, 540],
  ['a short time, minus a fifth', { expires_in: 100 }, 80],
  ['less than it takes to use it', { expires_in: 0 }, 5],
  ['an unknown time', { expires_in: undefined }, 240],
  ['no time', { expires_in: 'soon' }, 240],
])('a token that is valid for %s is used for %j', async (_name, parts, seconds) => {
  server.token = () => tokenNumber(server.asked.length, parts);
  const { ask } = acme();
  const start = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  await ask();
  vi.setSystemTime(Date.now() + seconds * 1_000 - 500);
  await ask();
  expect(server.asked).toHaveLength(1);
  vi.setSystemTime(Date.now() + 1_000);
  await ask();
  expect(server.asked).toHaveLength(2);
});

const refused = { kind: 'token_refused' };
const unauthorized: Reply = { status: 401, json: {} };

test('after a 401 the caller may repeat the call once, with another token and another permit', async () => {
  let permits = 0;
  const permit = () => ({ beforeSend: () => (permits += 1) > 0 });
  const { ask } = acme();
  expect(await ask(permit())).toMatchObject({ kind: 'aborted' });
  expect(await ask(permit())).toMatchObject({ kind: 'found' });
  server.answer = ({ headers }) => (headers.authorization === 'Bearer token-1' ? unauthorized : found);
  expect(await ask(permit())).toEqual(refused);
  // The permit that waited for the token is given back.
  expect(await ask(permit())).toMatchObject({ kind: 'aborted', uncertain: false });
  expect(await ask(permit())).toMatchObject({ kind: 'found' });
  expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  expect(permits).toBe(server.called.length);

  server.answer = () => unauthorized;
  expect(await ask()).toEqual(refused);
  const badKey = { kind: 'error', fault: 'bad_key', uncertain: false, priceShare: 0 };
  expect(await ask()).toMatchObject(badKey);
  // Until the provider takes a token again, no call is repeated.
  expect(await ask()).toMatchObject(badKey);
  server.answer = () => found;
  expect(await ask()).toMatchObject({ kind: 'found' });
  server.answer = () => unauthorized;
  expect(await ask()).toEqual(refused);
});

test('each of several calls that were refused with the same token may be repeated', async () => {
  const { ask } = acme();
  await ask();
  server.answer = ({ headers }) =>
    headers.authorization === 'Bearer token-1' ? { ...unauthorized, delayMs: 50 } : found;
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([refused, refused, refused]);
  expect(await Promise.all([ask(), ask(), ask()])).toMatchObject([
    { kind: 'found' },
    { kind: 'found' },
    { kind: 'found' },
  ]);
  expect(server.asked).toHaveLength(2);
});

const otherSecret = { ...secrets, clientSecret: 'another-secret' };
test('other credentials get a token of their own', async () => {
  const { ask } = acme();
  await ask();
  await ask({ secrets: otherSecret });
  await ask();
  expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-1']);
});

describe('without a token no call is made and nothing is charged', () => {
  test.each<[string, Reply, object]>([
    [
      'refused credentials',
      { status: 401, json: { error: 'invalid_client', error_description: 's3cret/of+acme is wrong' } },
      {
        fault: 'bad_key',
        retryable: false,
        reason: { code: 'bad_key', text: 'Acme refused the client ID or the client secret (401, invalid_client)' },
      },
    ],
    [
      'a refusal without words',
      { status: 403, text: '' },
      { fault: 'bad_key', reason: { code: 'bad_key', text: 'Acme refused the client ID or the client secret (403)' } },
    ],
    ['a refusal as a 200', { status: 200, json: { error: 'invalid_client' } }, { fault: 'bad_key' }],
    ['a refused scope', { status: 400, json: { error: 'invalid_scope' } }, { fault: 'bad_key' }],
    [
      'a failing server',
      { status: 503, text: 'down' },
      {
        fault: null,
        retryable: true,
        reason: { code: 'server_error', text: 'The token server of Acme failed (503). No call was made' },
      },
    ],
    ['a page in place of JSON', { status: 200, text: '<html>' }, { retryable: true, fault: null }],
    ['a token that is no text', { status: 200, json: { access_token: 5 } }, { retryable: true, fault: null }],
    ['a token that ends the header', { status: 200, json: { access_token: 'a\r\nx: y' } }, { retryable: true }],
    ['another kind of token', { status: 200, json: { access_token: 'a', token_type: 'mac' } }, { retryable: true }],
    ['a wrong address', { status: 404, text: 'no' }, { fault: 'endpoint_not_found', retryable: false }],
    ['a redirect', { status: 302, text: '', headers: { location: 'https://x' } }, { fault: 'endpoint_not_found' }],
    ['an answer without end', { status: 200, text: 'x'.repeat(300_000) }, { reason: { code: 'too_large' } }],
  ])('%s', async (_name, reply, want) => {
    server.token = () => reply;
    const answer = await acme().ask();
    expect(answer).toMatchObject({ kind: 'error', uncertain: false, priceShare: 0, ...want });
    expect(server.called).toEqual([]);
    expect(JSON.stringify(answer)).not.toMatch(/s3cret/u);
  });

  test('a server that asks to wait', async () => {
    server.token = () => ({ status: 429, json: {}, headers: { 'retry-after': '7' } });
    expect(await acme().ask()).toEqual({ kind: 'rate_limited', retryAfterMs: 7_000 });
  });

  test('a server that does not answer in time, and a cancelled call', async () => {
    server.token = () => ({ ...tokenNumber(1), delayMs: 5_000 });
    const { ask } = acme();
    expect(await ask({ signal: AbortSignal.timeout(100) })).toMatchObject({
      kind: 'error',
      uncertain: false,
      retryable: true,
      reason: { code: 'timeout' },
    });
    const stop = new AbortController();
    const call = ask({ signal: stop.signal });
    stop.abort();
    expect(await call).toEqual({ kind: 'aborted', uncertain: false });
    expect(server.called).toEqual([]);
  });

  test('a permit grows old while the token is asked for: it is given back, and the next one finds the token', async () => {
    const { ask } = acme();
    const permit = { beforeSend: () => true };
    expect(await ask(permit)).toEqual({ kind: 'aborted', uncertain: false });
    expect(server.called).toEqual([]);
    expect(await ask(permit)).toMatchObject({ kind: 'found' });
    expect(server.asked).toHaveLength(1);
  });
});

test('an answer that repeats the token is shown without it', async () => {
  server.answer = ({ headers }) => ({ status: 200, json: { person: { you: headers.authorization } } });
  const shown: string[] = [];
  await acme().ask({ onResponse: ({ body }) => shown.push(body) });
  expect(shown).toEqual(['{"person":{"you":"Bearer ***"}}']);
});

test('the sandbox plays the token server too: no call to its host, no secret', async () => {
  const requests: Received[] = [];
  const sandbox = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers, body: '' });
    const played = JSON.parse(Buffer.from(String(request.headers['x-sandbox-answer']), 'base64').toString('utf8')) as {
      status: number;
      body: string;
    };
    response.writeHead(played.status).end(played.body);
  });
  await new Promise<void>((resolve) => sandbox.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(sandbox.address() as AddressInfo).port}`;
  expect(await acme().ask({ isSandbox: true, url, secrets: {} })).toMatchObject({ kind: 'not_found' });
  sandbox.closeAllConnections();
  sandbox.close();
  expect(requests.map(({ path }) => path)).toEqual(['/oauth/token', '/find']);
  expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Basic Og==', 'Bearer sandbox-token']);
  expect([server.asked, server.called]).toEqual([[], []]);
});

test('the credits left are asked for with the same token', async () => {
  server.answer = () => ({ status: 200, json: { credits: 12 } });
  const { balance } = acme();
  expect(await balance()).toEqual({ kind: 'credits', credits: 12 });
  server.answer = () => unauthorized;
  expect(await balance()).toEqual(refused);
  server.token = () => ({ status: 401, json: { error: 'invalid_client' } });
  const { balance: unknown } = acme();
  expect(await unknown()).toMatchObject({ kind: 'unknown', text: expect.stringContaining('client ID') as string });
});
