import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Attempt,
  type Lead,
  lookupEstimateSchema,
  providerListSchema,
  providerSchema,
} from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabases } from '../../db/testDatabase.ts';
import { expectBooksToBalance } from '../../testing/expectBooksToBalance.ts';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const secret = 'acme-live-key-7f3a9c';
const accessToken = 'acme-access-token-51d2-';
/** Only a busy machine takes so long. */
const longEnough = { timeout: 60_000, interval: 40 };

/** A provider on loopback: it checks its key, has credits, and notes each call. */
async function startAcme() {
  const acme = {
    credits: 1_000,
    /** Access tokens that were issued. Only the latest is accepted. */
    tokens: 0,
    calls: [] as { path: string; key: string | undefined; body: string }[],
  };
  const answerTo = async (request: IncomingMessage): Promise<[number, unknown]> => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    if (request.url === '/oauth/token') {
      acme.tokens += 1;
      const isKnown = request.headers.authorization === `Basic ${Buffer.from(`acme-id:${secret}`).toString('base64')}`;
      return isKnown
        ? [200, { access_token: `${accessToken}${acme.tokens}`, expires_in: 3_600 }]
        : [401, { error: 'invalid_client' }];
    }
    const bearer = request.headers.authorization;
    const key = bearer === `Bearer ${accessToken}${acme.tokens}` ? secret : request.headers['x-api-key'];
    if (request.url !== '/v1/credits')
      acme.calls.push({ path: request.url ?? '', key: Array.isArray(key) ? key[0] : key, body });
    if (key !== secret) return [401, { error: 'unauthorized', key }];
    if (acme.credits < 2) return [402, { error: 'no credits' }];
    if (body.includes('nobody')) return [200, { person: {}, credits: 0 }];
    acme.credits -= 2;
    return [200, { person: { phones: [{ value: '+1 415-555-0132', kind: 'cell' }] }, credits: 2 }];
  };
  const server = createServer((request, response) => {
    void answerTo(request).then(([status, json]) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { acme, host: `localhost:${port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}

const definition = (host: string, parts: object = {}) => ({
  schema: 1,
  id: 'acme',
  name: 'Acme',
  docs: 'https://acme.example/docs',
  hosts: [host],
  auth: { header: 'X-Api-Key', value: '{{key}}' },
  needs: [['email']],
  ask: { method: 'POST', path: '/v1/phone', body: { email: '{{email}}' } },
  answer: {
    proof: 'person',
    phones: [{ each: 'person.phones[*]', number: 'value', typeAt: 'kind', types: { cell: 'mobile' } }],
  },
  price: { reserve: 4, cases: [{ creditsAt: 'credits' }] },
  limits: { windows: [[50, 1]], concurrent: 10 },
  examples: [
    {
      name: 'found',
      lead: { email: 'a@example.com' },
      got: [{ status: 200, body: { person: { phones: [{ value: '+1 415-555-0132', kind: 'cell' }] }, credits: 2 } }],
      want: { outcome: 'found', phone: '+14155550132' },
    },
    {
      name: 'not found',
      lead: { email: 'a@example.com' },
      got: [{ status: 200, body: { person: {}, credits: 0 } }],
      want: { outcome: 'not_found' },
    },
  ],
  ...parts,
});

describe.each(testDatabases)('a provider of one’s own on $dialect', ({ dialect }) => {
  let app: TestApp;
  let provider: Awaited<ReturnType<typeof startAcme>>;
  beforeAll(async () => {
    provider = await startAcme();
    app = await startTestApp({ dialect, providerHostsAllow: [provider.host] });
    for (const id of ['orion', 'astra', 'nimbus'] as const) await app.patchProvider(id, { enabled: false });
    expect(await app.call('POST', '/providers', { definition: definition(provider.host) })).toMatchObject({
      status: 201,
      body: { id: 'acme', enabled: false, definitionVersion: 1, secrets: [{ name: 'key', last4: null }] },
    });
    await patch({ enabled: true, priceMicros: 400_000 });
  });
  afterAll(async () => {
    await app.close();
    await provider.close();
  });
  beforeEach(() => {
    provider.acme.credits = 1_000;
    provider.acme.calls = [];
  });

  const patch = async (fields: object) =>
    providerSchema.parse((await app.call('PATCH', '/providers/acme', fields)).body);
  const own = async () => {
    const { providers } = providerListSchema.parse((await app.call('GET', '/providers')).body);
    return providers.find(({ id }) => id === 'acme');
  };
  const enterKey = async (key: string) =>
    expect((await app.call('PUT', '/providers/acme/secrets', { key })).status).toBe(204);
  const goLive = async () => expect((await app.call('PATCH', '/settings', { mode: 'live' })).status).toBe(200);
  const onlyAttempt = async (lead: Pick<Lead, 'id'>): Promise<Attempt | undefined> =>
    (await app.lead(lead.id)).phoneLookup.attempts.at(-1);

  test('is played by the sandbox from its examples: reserved numbers, no key, no call to its host', async () => {
    const leads = await app.addLeads(12);
    const job = await app.startJob(leads);
    await app.jobIn(job.id, 'completed');
    const found = (await Promise.all(leads.map(({ id }) => app.lead(id)))).filter(({ phoneNumber }) => phoneNumber);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(12);
    for (const lead of found) expect(lead).toMatchObject({ phoneProvider: 'acme', phoneMode: 'sandbox' });
    expect(new Set(found.map(({ phoneNumber }) => phoneNumber)).size).toBeGreaterThan(1);
    expect(provider.acme.calls).toEqual([]);
    await expectBooksToBalance(app.database);
  });

  test('live: the entered key is sent, the price is what the answer says, and the key is never shown', async () => {
    await enterKey(secret);
    await goLive();
    const lead = await app.addLead();
    await app.find(lead);
    expect(await app.leadIn(lead.id, 'found')).toMatchObject({
      phoneNumber: '+14155550132',
      phoneProvider: 'acme',
      phoneMode: 'live',
    });
    expect(provider.acme.calls).toEqual([
      { path: '/v1/phone', key: secret, body: JSON.stringify({ email: lead.email?.toLowerCase() }) },
    ]);
    expect(await onlyAttempt(lead)).toMatchObject({ provider: 'acme', outcome: 'found', costMicros: 200_000 });

    const miss = await app.addLead({ email: 'nobody@acme.example' });
    await app.find(miss);
    await app.leadIn(miss.id, 'no_data');
    expect(await onlyAttempt(miss)).toMatchObject({ outcome: 'not_found', costMicros: 0, charge: 'none' });

    expect(await own()).toMatchObject({ secrets: [{ name: 'key', last4: '3a9c' }] });
    const everything = await Promise.all([
      app.database.prisma.event.findMany(),
      app.database.prisma.attempt.findMany(),
      app.database.prisma.providerSecret.findMany(),
      app.database.prisma.providerDefinition.findMany(),
      app.call('GET', '/providers'),
      app.call('GET', `/leads/${lead.id}`),
    ]);
    const text = JSON.stringify(everything, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(text).not.toContain(secret);
    await expectBooksToBalance(app.database);
  });

  test('live without a key it is skipped: no call, no fault, no hold', async () => {
    await enterKey('');
    await goLive();
    expect(await own()).toMatchObject({ keySource: 'missing' });
    const lead = await app.addLead();
    expect(await app.call('POST', '/phone-lookups/estimate', { leadIds: [lead.id] })).toMatchObject({
      body: { leads: 0, skipped: [{ reason: { text: 'No provider that is switched on has a key' }, count: 1 }] },
    });
    await app.find(lead);
    await app.leadIn(lead.id, 'skipped');
    expect((await app.lead(lead.id)).phoneDetail).toMatchObject({
      reason: { code: 'no_secret', text: 'No provider that is on has a key' },
    });
    expect(await app.call('POST', '/providers/acme/test', { leadId: lead.id })).toMatchObject({
      status: 409,
      body: { detail: 'No API key entered.' },
    });
    expect(await own()).toMatchObject({ usable: true });
    expect(provider.acme.calls).toEqual([]);
    await enterKey(secret);
    expect(await own()).toMatchObject({ keySource: 'entered' });
  });

  test('a test run shows one real call', async () => {
    await enterKey(secret);
    await goLive();
    const lead = await app.addLead();
    expect(await app.call('POST', '/providers/acme/test', { leadId: lead.id })).toMatchObject({
      status: 200,
      body: {
        attempt: { outcome: 'found', phoneNumber: '+14155550132', costMicros: 200_000 },
        response: { status: 200, body: expect.stringContaining('"value":"+1 415-555-0132"') as string },
      },
    });
    const other = await app.addLead();
    expect(await app.call('POST', '/providers/acme/test', { leadId: other.id, with: 'bad_key' })).toMatchObject({
      body: { attempt: { outcome: 'error', reason: { code: 'bad_key' }, costMicros: 0 }, response: { status: 401 } },
    });
    expect(await own()).toMatchObject({ usable: true });
  });

  test('with a secret that can’t be opened no call is made and no line is left', async () => {
    await enterKey(secret);
    await goLive();
    const lead = await app.addLead();
    await app.database.prisma.providerSecret.updateMany({ data: { sealed: 'AAAA' } });
    expect(await app.call('POST', '/providers/acme/test', { leadId: lead.id })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('SECRETS_KEY') as string },
    });
    expect(await app.database.prisma.attempt.count({ where: { leadId: lead.id } })).toBe(0);
    expect(provider.acme.calls).toEqual([]);
  });

  test('without credits it stops at once and the job is on hold; after the top-up it continues', async () => {
    await enterKey(secret);
    await goLive();
    provider.acme.credits = 6;
    const leads = await app.addLeads(8);
    const job = await app.startJob(leads);
    await app.jobIn(job.id, 'on_hold');
    expect(await own()).toMatchObject({ usable: false, notUsable: { code: 'out_of_credits' } });
    provider.acme.credits = 1_000;
    await patch({ usable: true });
    // By itself.
    await app.jobIn(job.id, 'completed');
    await expectBooksToBalance(app.database);
  });

  test('a wrong key stops it with a sentence', async () => {
    await enterKey('wrong-key-wrong-key');
    await goLive();
    const leads = await app.addLeads(5);
    const job = await app.startJob(leads);
    await app.jobIn(job.id, 'on_hold', 'completed');
    expect(await own()).toMatchObject({
      usable: false,
      notUsable: { code: 'bad_key', text: 'Acme refused the key (401)' },
    });
    // A new key ends the stop.
    await enterKey(secret);
    expect(await own()).toMatchObject({ usable: true });
    await app.jobIn(job.id, 'completed');
  });

  test('without a test run of its version it stops after 10 leads; after a confirmation the job continues', async () => {
    await enterKey(secret);
    await goLive();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ definition: definition(provider.host) });
    await fetch(`${app.url}/providers/acme/definition`, { method: 'PUT', headers, body });
    expect(await own()).toMatchObject({ untested: { maxLeads: 10 } });
    const leads = await app.addLeads(14);
    const job = await app.startJob(leads);
    const held = await app.jobIn(job.id, 'on_hold');
    expect(held.error).toMatchObject({
      code: 'not_tested',
      text: expect.stringMatching(/^Acme was called for 10 leads without a successful test run\./u) as string,
    });
    expect(new Set(provider.acme.calls.map((call) => call.body)).size).toBe(10);
    expect(await patch({ usable: true })).toMatchObject({ usable: true, untested: null });
    await app.jobIn(job.id, 'completed');
    expect(provider.acme.calls).toHaveLength(14);
    await expectBooksToBalance(app.database);
  });

  test('in live mode it can’t be switched on without its key; the answer has the next step', async () => {
    await goLive();
    const other = definition(provider.host, { id: 'keyless', name: 'Keyless' });
    expect((await app.call('POST', '/providers', { definition: other })).status).toBe(201);
    expect(await app.call('PATCH', '/providers/keyless', { enabled: true, priceMicros: 7 })).toMatchObject({
      status: 409,
      body: { detail: 'Keyless has no API key. Enter it, then switch Keyless on. Nothing was changed.' },
    });
    await app.call('PUT', '/providers/keyless/secrets', { key: secret });
    expect(await app.call('PATCH', '/providers/keyless', { enabled: true })).toMatchObject({
      status: 200,
      body: { enabled: true, untested: { maxLeads: 10 }, priceMicros: 0 },
    });
    await app.call('PATCH', '/providers/keyless', { enabled: false });
    expect((await app.call('DELETE', '/providers/keyless')).status).toBe(204);
  });

  test('a new version is used by the next call, and each attempt names its version', async () => {
    await enterKey(secret);
    await goLive();
    const current = (await own())?.definitionVersion ?? 0;
    const next = definition(provider.host, {
      ask: { method: 'POST', path: '/v2/phone', body: { email: '{{email}}' } },
    });
    const headers = { 'if-match': String(current) };
    expect((await app.call('PUT', '/providers/acme/definition', { definition: next })).status).toBe(200);
    const lead = await app.addLead();
    await app.find(lead);
    await app.leadIn(lead.id, 'found');
    expect(provider.acme.calls.map(({ path }) => path)).toEqual(['/v2/phone']);
    const [line] = await app.database.prisma.attempt.findMany({ where: { leadId: lead.id } });
    expect(line?.definitionVersion).toBe(current + 1);
    const stale = await fetch(`${app.url}/providers/acme/definition`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ definition: next }),
    });
    expect(stale.status).toBe(412);
  });

  test('a used-up hour puts the job on hold, no lead ends without its call, and the job resumes by itself', async () => {
    await enterKey(secret);
    await goLive();
    await patch({ windows: [[3, 3_600]] });
    const leads = await app.addLeads(6);
    const job = await app.startJob(leads);
    // The hold takes back calls that were not sent yet; the job resumes for them by itself.
    await vi.waitFor(() => expect(provider.acme.calls).toHaveLength(3), longEnough);
    const held = await app.jobIn(job.id, 'on_hold');
    expect(held.error).toMatchObject({
      code: 'rate_limited',
      text: expect.stringMatching(/^Acme: 3 calls an hour are used up until .* UTC$/u) as string,
    });
    expect(await own()).toMatchObject({
      windows: [[3, 3_600]],
      limiter: { blockedUntil: null, usedUp: { window: [3, 3_600] } },
    });
    await vi.waitFor(async () => {
      const states = (await Promise.all(leads.map(({ id }) => app.lead(id)))).map(({ phoneStatus }) => phoneStatus);
      expect(states.toSorted()).toEqual(['found', 'found', 'found', 'on_hold', 'on_hold', 'on_hold']);
    }, longEnough);
    // The estimate of a further job counts the wait.
    const further = await app.call('POST', '/phone-lookups/estimate', { leadIds: [(await app.addLead()).id] });
    expect(lookupEstimateSchema.parse(further.body).etaSeconds).toBeGreaterThan(1_800);
    const test = await app.call('POST', '/providers/acme/test', { leadId: leads[0]?.id });
    expect(test).toMatchObject({ status: 503, body: { detail: expect.stringContaining('are used up') as string } });

    await patch({ windows: [[500, 3_600]] });
    await app.jobIn(job.id, 'completed');
    expect(provider.acme.calls).toHaveLength(6);
    await expectBooksToBalance(app.database);
  });

  test('without an account ID no call is made, in the sandbox neither, and the answer says where to enter it', async () => {
    await enterKey(secret);
    const path = '/v1/{{accountId}}/phone';
    const parts = {
      id: 'account',
      name: 'Account',
      settings: [{ name: 'accountId', label: 'Account ID' }],
      ask: { method: 'POST', path, body: { email: '{{email}}' } },
    };
    expect((await app.call('POST', '/providers', { definition: definition(provider.host, parts) })).status).toBe(201);
    await app.call('PUT', '/providers/account/secrets', { key: secret });
    await app.call('PATCH', '/settings', { mode: 'sandbox' });
    const lead = await app.addLead();
    const runTest = () => app.call('POST', '/providers/account/test', { leadId: lead.id });
    const needs = {
      status: 409,
      body: { detail: 'Needs an account ID: enter it under Providers, on the provider’s card.' },
    };
    expect(await runTest()).toMatchObject(needs);
    await app.call('PUT', '/providers/account/settings', { accountId: '4711' });
    expect(await runTest()).toMatchObject({ status: 200, body: { attempt: { mode: 'sandbox' } } });
    await app.call('PUT', '/providers/account/settings', { accountId: '' });
    await goLive();
    expect(await runTest()).toMatchObject(needs);
    expect(await app.call('PATCH', '/providers/account', { enabled: true })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Account has no Account ID. Enter it') as string },
    });
    expect(provider.acme.calls).toEqual([]);
    await app.call('PUT', '/providers/account/settings', { accountId: '47/11' });
    expect(await runTest()).toMatchObject({ body: { attempt: { outcome: 'found' } } });
    expect(provider.acme.calls.map((call) => call.path)).toEqual(['/v1/47%2F11/phone']);
    expect((await app.call('DELETE', '/providers/account')).status).toBe(204);
  });

  test('with a client ID and a client secret it asks for a token, keeps it in memory, and shows neither', async () => {
    await enterKey(secret);
    const oauth2 = { tokenUrl: `https://${provider.host}/oauth/token`, id: '{{clientId}}', secret: '{{clientSecret}}' };
    const names = [
      { name: 'clientId', label: 'Client ID' },
      { name: 'clientSecret', label: 'Client secret' },
    ];
    const body = {
      definition: definition(provider.host, { id: 'tokens', name: 'Tokens', secrets: names, auth: { oauth2 } }),
    };
    expect((await app.call('POST', '/providers', body)).status).toBe(201);
    await goLive();
    expect(await app.call('PATCH', '/providers/tokens', { enabled: true })).toMatchObject({
      body: {
        detail: 'Tokens has no Client ID and Client secret. Enter it, then switch Tokens on. Nothing was changed.',
      },
    });
    await app.call('PUT', '/providers/tokens/secrets', { clientId: 'acme-id', clientSecret: secret });
    await patch({ enabled: false });
    expect(await app.call('PATCH', '/providers/tokens', { enabled: true })).toMatchObject({ status: 200 });

    const leads = await app.addLeads(6);
    await app.jobIn((await app.startJob(leads)).id, 'completed');
    expect(provider.acme.tokens).toBe(1);
    // Ended early: the next call gets a 401.
    provider.acme.tokens = 7;
    const lead = await app.addLead();
    expect(await app.call('POST', '/providers/tokens/test', { leadId: lead.id })).toMatchObject({
      body: { attempt: { outcome: 'found', costMicros: 0 } },
    });
    expect(provider.acme.tokens).toBe(8);
    provider.acme.tokens = 11;
    const next = await app.addLead();
    await app.find(next);
    await app.leadIn(next.id, 'found');
    expect(provider.acme.tokens).toBe(12);
    // The refused call and its repeat are one attempt.
    expect((await app.lead(next.id)).phoneLookup.attempts).toMatchObject([{ outcome: 'found', attempt: 1 }]);

    await app.call('PUT', '/providers/tokens/secrets', { clientSecret: 'a-wrong-client-secret' });
    const refused = await app.call('POST', '/providers/tokens/test', { leadId: lead.id });
    expect(refused).toMatchObject({
      body: {
        attempt: {
          outcome: 'error',
          costMicros: 0,
          reason: { code: 'bad_key', text: expect.stringContaining('refused the client ID') as string },
        },
        response: null,
      },
    });
    const { event, attempt, lead: leadTable, job, providerDefinition, providerSecret } = app.database.prisma;
    const kept = await Promise.all([
      event.findMany(),
      attempt.findMany(),
      leadTable.findMany(),
      job.findMany(),
      providerDefinition.findMany(),
      providerSecret.findMany(),
    ]);
    const text = JSON.stringify([kept, refused, await app.call('GET', '/providers')], (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    for (const hidden of [secret, accessToken, 'a-wrong-client-secret']) expect(text).not.toContain(hidden);
    await app.call('PATCH', '/providers/tokens', { enabled: false });
    expect((await app.call('DELETE', '/providers/tokens')).status).toBe(204);
    await patch({ enabled: true });
  });

  test('is deleted only when it is off; a host that is private and not allowed is never called', async () => {
    expect((await app.call('DELETE', '/providers/acme')).status).toBe(409);
    const other = definition('localhost:9', { id: 'intranet', name: 'Intranet' });
    expect((await app.call('POST', '/providers', { definition: other })).status).toBe(201);
    expect((await app.call('POST', '/providers', { definition: other })).status).toBe(409);
    await app.call('PUT', '/providers/intranet/secrets', { key: secret });
    await goLive();
    const lead = await app.addLead();
    expect(await app.call('POST', '/providers/intranet/test', { leadId: lead.id })).toMatchObject({
      body: { attempt: { outcome: 'error', reason: { text: expect.stringContaining('private address') as string } } },
    });
    expect((await app.call('DELETE', '/providers/intranet')).status).toBe(204);
    expect((await app.call('GET', '/providers/intranet/definition')).status).toBe(404);
  });
});
