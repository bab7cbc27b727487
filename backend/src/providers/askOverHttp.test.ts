import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { retryAfterMs } from './askOverHttp.ts';
import type { PhoneProvider, ProviderAnswer } from './provider.ts';
import { phoneProviderById, phoneProviders } from './registry.ts';
import { startTestServer } from './startTestServer.ts';

const cleanUps: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

function provider(id: string): PhoneProvider {
  const found = phoneProviderById(id);
  if (found === undefined) throw new Error(`no provider ${id}`);
  return found;
}
const inputs: Record<string, Record<string, string>> = {
  orion: { fullName: 'Ana Pérez', companyWebsite: 'acme.es' },
  astra: { email: 'ana@acme.es' },
  nimbus: { email: 'ana@acme.es', jobTitle: 'CTO' },
};
const orion = provider('orion');

async function listen(answer: RequestListener): Promise<string> {
  const server = await startTestServer(answer);
  cleanUps.push(() => server.close());
  return server.url;
}

interface AskParts {
  signal?: AbortSignal;
  beforeSend?: () => boolean;
  countryCode?: string;
}
const ask = (url: string, parts: AskParts = {}, provider = orion): Promise<ProviderAnswer> =>
  provider.ask(inputs[provider.id] ?? {}, {
    url,
    apiKey: provider.live.apiKey,
    signal: AbortSignal.timeout(5_000),
    ...parts,
  });

const reply =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);
const json = (status: number, body: unknown): RequestListener =>
  reply(status, JSON.stringify(body), { 'content-type': 'application/json' });
const page = '<!doctype html><h1>Hello</h1>';

const error = (code: string, httpStatus: number | null, rest: Record<string, unknown> = {}) => ({
  kind: 'error',
  reason: { code, text: expect.stringMatching(/^\w+.* .*[^.]$/u) as unknown },
  httpStatus,
  retryable: false,
  uncertain: false,
  fault: null,
  ...rest,
});
/** A success that can't be read: it may have been charged. */
const unreadable = (code: string) => error(code, 200, { uncertain: true });
const found = (e164: string, country = 'ES') => ({
  kind: 'found',
  phone: { kind: 'phone', e164, extension: null, type: 'mobile', country, unusual: false },
  httpStatus: 200,
});
const miss = (httpStatus = 200) => ({ kind: 'not_found', reason: null, httpStatus });
const impossible = {
  kind: 'not_found',
  reason: { code: 'not_possible_number', text: expect.stringContaining('not a possible phone number') as unknown },
  httpStatus: 200,
};

describe('the request', () => {
  async function requestOf(provider: PhoneProvider) {
    let seen: unknown;
    const url = await listen((request, response) => {
      void textOf(request).then((body) => {
        seen = {
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: JSON.parse(body) as unknown,
        };
        response.writeHead(204).end();
      });
    });
    await ask(url, {}, provider);
    return seen;
  }
  const headers = (more: Record<string, string>): unknown =>
    expect.objectContaining({ 'content-type': 'application/json', ...more });

  it('has each provider’s format', async () => {
    expect(await requestOf(provider('orion'))).toEqual({
      method: 'POST',
      url: '/api/tmp/provider',
      headers: headers({ 'x-auth-me': 'mySecretKey123' }),
      body: { fullName: 'Ana Pérez', companyWebsite: 'acme.es' },
    });
    expect(await requestOf(provider('astra'))).toEqual({
      method: 'POST',
      url: '/api/tmp/provider',
      headers: headers({ apikey: '1234jhgf' }),
      body: { email: 'ana@acme.es' },
    });
    expect(await requestOf(provider('nimbus'))).toEqual({
      method: 'POST',
      url: '/api/tmp/provider?api=000099998888',
      headers: headers({}),
      body: { email: 'ana@acme.es', jobTitle: 'CTO' },
    });
  });

  it('goes to the providers’ addresses by default', () => {
    expect(phoneProviders.map(({ live }) => live.url)).toEqual([
      'https://api.genesy.ai/api/tmp/orionConnect',
      'https://api.genesy.ai/api/tmp/astraDialer',
      'https://api.genesy.ai/api/tmp/numbusLookup',
    ]);
  });

  it('keeps its connections for the next ones', async () => {
    const sockets = new Set<Socket>();
    const url = await listen((request, response) => {
      sockets.add(request.socket);
      response.writeHead(204).end();
    });
    for (let call = 0; call < 20; call += 1) await ask(url);
    // The client rests a connection for one turn of the loop, so a call right after an answer may open a second one.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('waits for no other request: as many connections as calls', async () => {
    const waiting: ServerResponse[] = [];
    const url = await listen((_request, response) => {
      waiting.push(response);
      if (waiting.length === 20) for (const each of waiting) each.writeHead(204).end();
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(url)));
    expect(answers).toEqual(Array.from({ length: 20 }, () => miss(204)));
  });
});

describe('the answers of providers', () => {
  it.each<[string, unknown, unknown]>([
    ['orion', { phone: '+34 612 345 678' }, found('+34612345678')],
    ['orion', { phone: '+34 612 345 678', more: 1 }, found('+34612345678')],
    ['orion', { phone: null }, miss()],
    ['orion', { phone: '' }, miss()],
    ['orion', { phone: ' ' }, miss()],
    ['orion', { phone: 'unknown' }, impossible],
    ['orion', { phone: '0' }, impossible],
    ['orion', {}, unreadable('unexpected_answer')],
    ['orion', { phone: 34612345678 }, unreadable('unexpected_answer')],
    ['orion', [], unreadable('unexpected_answer')],
    ['orion', null, unreadable('unexpected_answer')],
    ['orion', '+34612345678', unreadable('not_json')],
    ['astra', { phoneNmbr: '+34612345678' }, found('+34612345678')],
    ['astra', { phoneNmbr: null }, miss()],
    ['astra', {}, miss()],
    ['astra', { phoneNmbr: 34612345678 }, unreadable('unexpected_answer')],
    ['astra', [], unreadable('unexpected_answer')],
    ['nimbus', { number: 612345678, countryCode: 'ES' }, found('+34612345678')],
    ['nimbus', { number: 612345678, countryCode: '+34' }, found('+34612345678')],
    ['nimbus', { number: null, countryCode: null }, miss()],
    ['nimbus', { countryCode: 'ES' }, miss()],
    ['nimbus', {}, miss()],
    ['nimbus', null, miss()],
    ['nimbus', { number: 0, countryCode: 'ES' }, impossible],
    ['nimbus', { number: '612345678', countryCode: 'ES' }, unreadable('unexpected_answer')],
    ['nimbus', { number: 612345678, countryCode: 34 }, unreadable('unexpected_answer')],
  ])('%s: %j', async (id, body, expected) => {
    expect(await ask(await listen(json(200, body)), {}, provider(id))).toEqual(expected);
  });

  it('without a country is parsed in the lead’s country', async () => {
    const url = await listen(json(200, { phone: '612 345 678' }));
    expect(await ask(url, { countryCode: 'ES' })).toEqual(found('+34612345678'));
    expect(await ask(url)).toMatchObject({ kind: 'not_found', reason: { code: 'not_possible_number' } });
  });
});

describe('every other answer', () => {
  it.each<[string, RequestListener, unknown]>([
    ['201 with a number', json(201, { phone: '+34612345678' }), { ...found('+34612345678'), httpStatus: 201 }],
    ['204', reply(204, ''), miss(204)],
    ['404 in JSON that holds no number', json(404, { phone: null }), miss(404)],
    ['404 in JSON with a number', json(404, { phone: '+34612345678' }), error('unexpected_answer', 404)],
    ['404 in JSON of another shape', json(404, { error: 'no route' }), error('unexpected_answer', 404)],
    ['404 with a page', reply(404, page), error('endpoint_not_found', 404, { fault: 'endpoint_not_found' })],
    ['404 with nothing', reply(404, ''), error('endpoint_not_found', 404, { fault: 'endpoint_not_found' })],
    ['404 with "404"', reply(404, '404'), error('endpoint_not_found', 404, { fault: 'endpoint_not_found' })],
    ['200 with a page', reply(200, page), unreadable('not_json')],
    ['200 with nothing', reply(200, ''), unreadable('not_json')],
    ['200 with JSON that breaks off', reply(200, '{"phone": "+3461'), unreadable('not_json')],
    ['401', json(401, { phone: null }), error('bad_key', 401, { fault: 'bad_key' })],
    ['403', reply(403, page), error('bad_key', 403, { fault: 'bad_key' })],
    ['400', json(400, {}), error('bad_input', 400, { fault: 'bad_input' })],
    ['422', json(422, {}), error('bad_input', 422, { fault: 'bad_input' })],
    ['500', json(500, { phone: null }), error('server_error', 500, { retryable: true })],
    ['503', reply(503, page, { 'retry-after': '9' }), error('server_error', 503, { retryable: true })],
    ['408', reply(408, ''), error('unexpected_status', 408, { retryable: true })],
    ['418', json(418, { phone: null }), error('unexpected_status', 418)],
    ['304', reply(304, ''), error('redirected', 304, { fault: 'endpoint_not_found' })],
    ['429', reply(429, ''), { kind: 'rate_limited', retryAfterMs: 1_000 }],
    ['429 in seconds', reply(429, '', { 'retry-after': '7' }), { kind: 'rate_limited', retryAfterMs: 7_000 }],
    ['200 with a byte order mark', reply(200, '\uFEFF{"phone": null}'), miss()],
    ['64 KB', json(200, { phone: null, more: 'x'.repeat(65_000) }), miss()],
    ['more than 64 KB', json(200, { phone: null, more: 'x'.repeat(66_000) }), unreadable('too_large')],
    ['1 MB of an error', reply(500, 'x'.repeat(1_000_000)), error('too_large', 500)],
  ])('%s', async (_case, answer, expected) => {
    expect(await ask(await listen(answer))).toEqual(expected);
  });

  it('never follows a redirect', async () => {
    let calls = 0;
    const url = await listen((request, response) => {
      calls += 1;
      if (request.url === '/elsewhere') response.end(JSON.stringify({ phone: '+34612345678' }));
      else response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await ask(url)).toEqual(error('redirected', 302, { fault: 'endpoint_not_found' }));
    expect(calls).toBe(1);
  });

  it('reads the answer after a 103', async () => {
    const url = await listen((_request, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.end(JSON.stringify({ phone: null }));
    });
    expect(await ask(url)).toEqual(miss());
  });

  it('a 429 with a date', async () => {
    const url = await listen(reply(429, '', { 'retry-after': new Date(Date.now() + 30_000).toUTCString() }));
    const answer = await ask(url);
    expect(answer).toEqual({ kind: 'rate_limited', retryAfterMs: expect.any(Number) as unknown });
    expect(answer.kind === 'rate_limited' && answer.retryAfterMs).toBeGreaterThan(25_000);
  });
});

it.each([
  ['3', 3_000],
  [' 3 ', 3_000],
  ['0', 1_000],
  ['soon', 1_000],
  ['', 1_000],
  [null, 1_000],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 50_000],
  ['Thu, 01 Jan 1970 00:00:05 GMT', 1_000],
  ['99999999999999999999', 86_400_000],
])('Retry-After %j at ten seconds past the epoch is %d ms', (header, expectedMs) => {
  expect(retryAfterMs(header, 10_000)).toBe(expectedMs);
});

describe('a call of unknown outcome', () => {
  it('timed out without an answer: the provider may have received the call', async () => {
    const url = await listen(() => {});
    expect(await ask(url, { signal: AbortSignal.timeout(80) })).toEqual(
      error('timeout', null, { retryable: true, uncertain: true }),
    );
  });

  it('timed out during a slow body', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"phone":');
      const drip = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(drip));
    });
    expect(await ask(url, { signal: AbortSignal.timeout(80) })).toEqual(
      error('timeout', null, { retryable: true, uncertain: true }),
    );
  });

  it('the connection was lost before the answer', async () => {
    const url = await listen((request) => void request.socket.resetAndDestroy());
    expect(await ask(url)).toEqual(error('network', null, { retryable: true, uncertain: true }));
  });

  it('the connection was lost in the middle of the answer', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"phone": ', () => response.destroy());
    });
    expect(await ask(url)).toEqual(error('network', null, { retryable: true, uncertain: true }));
  });

  it('the answer is not HTTP', async () => {
    const url = await listenRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await ask(url)).toEqual(error('network', null, { retryable: true, uncertain: true }));
  });
});

describe('a call that was never sent', () => {
  it('no server listens', async () => {
    const server = await startTestServer(() => {});
    await server.close();
    expect(await ask(server.url)).toEqual(error('network', null, { retryable: true }));
  });

  it('the time ran out while connecting', async () => {
    // TLS to a server that says nothing: the connection is never there.
    const url = await listenRaw(() => {});
    expect(await ask(url.replace('http:', 'https:'), { signal: AbortSignal.timeout(80) })).toEqual(
      error('timeout', null, { retryable: true }),
    );
  });

  it('a call that was cancelled before it began', async () => {
    let calls = 0;
    const url = await listen((_request, response) => {
      calls += 1;
      response.writeHead(204).end();
    });
    expect(await ask(url, { signal: AbortSignal.abort() })).toEqual({ kind: 'aborted', uncertain: false });
    expect(await ask(url, { beforeSend: () => false })).toEqual({ kind: 'aborted', uncertain: false });
    expect(calls).toBe(0);
    expect(await ask(url, { beforeSend: () => true })).toEqual(miss(204));
  });
});

describe('a cancelled call', () => {
  it('ends at once, at the socket too', async () => {
    let arrive: (request: IncomingMessage) => void = () => {};
    const arrived = new Promise<IncomingMessage>((resolve) => (arrive = resolve));
    const url = await listen((request) => arrive(request));
    const cancel = new AbortController();
    const asked = ask(url, { signal: AbortSignal.any([cancel.signal, AbortSignal.timeout(30_000)]) });
    const closed = once((await arrived).socket, 'close');
    const cancelledAtMs = performance.now();
    cancel.abort(new Error('the job was cancelled'));
    expect(await asked).toEqual({ kind: 'aborted', uncertain: true });
    await closed;
    expect(performance.now() - cancelledAtMs).toBeLessThan(10_000);
  });

  it('is no time-out, and a time-out is no cancellation', async () => {
    const url = await listen(() => {});
    const never = new AbortController();
    const signal = AbortSignal.any([never.signal, AbortSignal.timeout(50)]);
    expect(await ask(url, { signal })).toMatchObject({ kind: 'error', reason: { code: 'timeout' } });
  });
});

describe('secrets', () => {
  it.each<[string, RequestListener]>([
    ['a refused key', (request, response) => response.writeHead(401).end(request.url)],
    ['a wrong address', (request, response) => response.writeHead(404).end(request.url)],
    ['a redirect', (request, response) => response.writeHead(302, { location: request.url }).end()],
    ['a lost connection', (request) => request.socket.resetAndDestroy()],
    ['a page', (request, response) => response.end(`${request.url} ${JSON.stringify(request.headers)}`)],
    ['another shape', (request, response) => response.end(JSON.stringify({ phone: 1, number: request.url }))],
  ])('are not in the answer to %s', async (_case, answer) => {
    const url = await listen(answer);
    for (const provider of phoneProviders) {
      expect(JSON.stringify(await ask(url, {}, provider))).not.toContain(provider.live.apiKey);
    }
  });

  it('are not in the error for a key that can’t be sent', async () => {
    const apiKey = 'top\nsecret';
    const url = await listen(reply(204, ''));
    const answer = await orion.ask({}, { url, apiKey, signal: AbortSignal.timeout(1_000) });
    expect(answer).toMatchObject({ kind: 'error', fault: 'bad_key', uncertain: false, retryable: false });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function listenRaw(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    cleanUps.unshift(() => void socket.destroy());
    socket.on('error', () => {});
    answer(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}/`;
}
