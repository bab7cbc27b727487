import { definitionCheckedSchema, providerDirectorySchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readDefinition } from './checkDefinition.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const definition = `
schema: 1
id: acme
name: Acme
docs: https://acme.example/docs
hosts: [api.acme.example]
auth: { query: apikey, value: "{{key}}" }
needs: [[linkedinUrl], [email]]
ask: { method: POST, path: /find, body: { profile: "{{linkedinUrl}}", email: "{{email}}" } }
answer: { proof: id, phones: [{ at: phone, type: mobile }] }
price: { reserve: 1, cases: [{ when: found, credits: 1 }] }
examples:
  - name: found
    lead: { email: a@example.com }
    got: [{ status: 200, body: { id: 1, phone: "+14155550132" } }]
    want: { outcome: found, phone: "+14155550132", credits: 1 }
`;

async function check(body: object) {
  const answer = await server.call('POST', '/provider-definitions/check', { body });
  expect(answer.status).toBe(200);
  return definitionCheckedSchema.parse(answer.body);
}

test('a definition is checked with its examples, the request of a lead, and an answer', async () => {
  const { body: lead } = await server.call('POST', '/leads', {
    body: { firstName: 'Ana', email: 'Ana@Firma.example', countryCode: 'DE' },
  });
  const answer = { status: 200, body: { id: 1, phone: '030 23125001' } };
  const checked = await check({ definition, leadId: lead['id'], answer });
  expect(checked).toEqual({
    problems: [],
    hints: [expect.stringContaining('not_found and bad_key') as string],
    missing: null,
    request: {
      method: 'POST',
      url: 'https://api.acme.example/find?apikey=***',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"email":"ana@firma.example"}',
      sent: ['email'],
    },
    examples: [expect.objectContaining({ name: 'found', ok: true })],
    reading: {
      outcome: 'found',
      reason: null,
      numbers: [{ number: '+493023125001', extension: null, type: 'mobile', doNotCall: false, unusual: false }],
      credits: 1,
      steps: {
        rule: null,
        decision: 'read',
        proof: { path: 'id', isThere: true },
        places: [{ at: 'phone', value: '030 23125001', number: '+493023125001', kind: 'mobile', result: 'found' }],
        priceCase: { pointer: '/price/cases/0', place: 'price → cases → 1', text: '{ when: found, credits: 1 }' },
      },
      withExample: expect.stringContaining('- name: found, pasted'),
    },
  });
});

const several = definition
  .replace(
    '[{ at: phone, type: mobile }]',
    '[{ each: phones, number: n, typeAt: t, doNotCallAt: dnc, drop: { old: true } }, { at: main }]',
  )
  .replace('answer:', 'rules: [{ status: 404, then: not_found }, { at: error, has: plan, then: no_access }]\nanswer:')
  .replace('body: { id: 1, phone: "+14155550132" }', 'body: { id: 1, main: "+14155550132" }');

test('every place of a number says what came of it', async () => {
  const n = '+14155550132';
  const phones = [
    { n: '+14155550199', dnc: true },
    { n, t: 'other' },
    { n },
    { n: '+14155550100' },
    { n: '+1415***0132' },
    { n: '12345678901234567890' },
    { n: { raw: n } },
    { n, t: 'fax' },
    { n, old: true },
    { n: 'n/a' },
  ];
  const { reading } = await check({ definition: several, answer: { body: JSON.stringify({ phones }) } });
  expect(reading?.steps.proof).toEqual({ path: 'id', isThere: false });
  expect(reading?.steps.places.map(({ at, result }) => `${at} ${result}`)).toEqual([
    'phones[0].n do_not_call',
    'phones[1].n found',
    'phones[2].n repeated',
    'phones[3].n kept',
    'phones[4].n masked',
    'phones[5].n impossible',
    'phones[6].n unreadable',
    'phones[7].n not_personal',
    'phones[8].n left_out',
    'phones[9].n blank',
    'main absent',
  ]);
});

test.each([
  [404, {}, '/rules/0', 'not_found', 0],
  [200, { error: 'not in your Plan' }, '/rules/1', 'no_access', null],
  [200, '<html>', undefined, 'failed', null],
  [500, '', undefined, 'retry', 0],
])('an answer with status %i and %j names its rule', async (status, body, pointer, outcome, credits) => {
  const { reading } = await check({ definition: several, answer: { status, body } });
  expect(reading).toMatchObject({ outcome, credits, numbers: [], steps: { proof: null, places: [], priceCase: null } });
  expect(reading?.steps.rule?.pointer).toBe(pointer);
});

test.each([
  ['a block list at the end', definition],
  [
    'a block list before another part',
    definition.replace(/^answer: .*\n/mu, '') + 'answer: { proof: id, phones: [{ at: phone }] } # kept\n',
  ],
  ['no list', definition.slice(0, definition.indexOf('examples:'))],
  ['an empty list', `${definition.slice(0, definition.indexOf('examples:'))}examples: []`],
  ['JSON', JSON.stringify(parse(definition))],
])('a pasted answer becomes an example that holds: %s', async (_, text) => {
  const before = readDefinition(text);
  const answer = { body: '{"id": 90071992547409931234, "phone": "+14155550132"}', headers: { 'set-cookie': 's=1' } };
  const once = await check({ definition: text, answer });
  const twice = await check({ definition: once.reading?.withExample, answer });
  const { examples, problems } = await check({ definition: twice.reading?.withExample });
  expect(problems).toEqual([]);
  const added = examples.slice(before.ok ? before.definition.examples.length : 0);
  expect(added.map(({ name, ok }) => [name, ok])).toEqual([
    ['found, pasted', true],
    ['found, pasted 2', true],
  ]);
  expect(twice.reading?.withExample).not.toContain('set-cookie');
});

test('a lead without the needed fields has no request, and the answer says why', async () => {
  const { body: lead } = await server.call('POST', '/leads', { body: { firstName: 'Ana', companyName: 'Firma' } });
  expect(await check({ definition, leadId: lead['id'] })).toMatchObject({
    request: null,
    missing: { code: 'missing_input', text: 'Needs a LinkedIn address, or an email' },
  });
  const missing = await server.call('POST', '/provider-definitions/check', { body: { definition, leadId: 999_999 } });
  expect(missing.status).toBe(404);
});

test('all problems of a definition are told, each with its place', async () => {
  const { problems } = await check({ definition: { schema: 1, id: 'acme', name: 'Acme', hosts: ['https://x'] } });
  const pointers = problems.map(({ pointer }) => pointer);
  expect(pointers).toEqual(['/docs', '/hosts/0', '/auth', '/needs', '/ask', '/answer', '/price']);
});

test('the directory lists definitions that pass their own check', async () => {
  const { providers } = providerDirectorySchema.parse((await server.call('GET', '/provider-directory')).body);
  expect(providers.map(({ id }) => id)).toContain('prospeo');
  for (const entry of providers) {
    const { problems, examples } = await check({ definition: entry.definition });
    expect([entry.id, problems, examples.filter(({ ok }) => !ok)]).toEqual([entry.id, [], []]);
  }
});

test('a new version brings its limits and keeps the price of a credit; what a person changed stays', async () => {
  const version = (limits: string, reserve = 1) =>
    definition.replace('id: acme', 'id: limited').replace('reserve: 1', `reserve: ${reserve}`) + limits;
  const added = await server.call('POST', '/providers', {
    body: { definition: version('limits: { windows: [[60, 60]], concurrent: 2 }') },
  });
  expect(added).toMatchObject({ status: 201, body: { ratePerSecond: 1, windows: [[60, 60]], maxConcurrent: 2 } });
  const save = async (text: string) =>
    (await server.call('PUT', '/providers/limited/definition', { body: { definition: text } })).body;
  const faster = 'limits: { windows: [[10, 1], [300, 60]], concurrent: 5 }';
  expect(await save(`${version(faster)}\ntimeoutS: 30`)).toMatchObject({
    ratePerSecond: 10,
    windows: [[300, 60]],
    maxConcurrent: 5,
    timeoutMs: 30_000,
  });
  await server.call('PATCH', '/providers/limited', { body: { windows: [[9, 60]], priceMicros: 300_000 } });
  expect(await save(version('limits: { windows: [[5, 1], [700, 3600]], concurrent: 7 }', 2))).toMatchObject({
    ratePerSecond: 5,
    windows: [[9, 60]],
    maxConcurrent: 7,
    timeoutMs: 15_000,
    priceMicros: 600_000,
    reserveCredits: 2,
    moneyPerCreditMicros: 300_000,
    untested: { maxLeads: 10 },
  });
  const price = (id: string, body: object) => server.call('PATCH', `/providers/${id}`, { body });
  expect(await price('limited', { moneyPerCreditMicros: 250_000 })).toMatchObject({
    status: 200,
    body: { priceMicros: 500_000, moneyPerCreditMicros: 250_000 },
  });
  const refused = { status: 422, body: { errors: [{ pointer: '/moneyPerCreditMicros' }] } };
  expect(await price('limited', { moneyPerCreditMicros: 1, priceMicros: 1 })).toMatchObject(refused);
  expect(await price('limited', { moneyPerCreditMicros: 1_000_000_000 })).toMatchObject(refused);
  expect(await price('orion', { moneyPerCreditMicros: 1 })).toMatchObject(refused);
});

test('an exported definition is a YAML file that reads as the same definition', async () => {
  await server.call('POST', '/providers', { body: { definition: definition.replace('id: acme', 'id: exported') } });
  const response = await fetch(`${server.url}/providers/exported/definition.yaml`);
  expect(response.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="exported.yaml"');
  const text = await response.text();
  expect(text).toMatch(/^schema: 1$/mu);
  // As a person writes it: no part that has its default.
  expect(text).not.toMatch(/prefer|timeoutS|query: \{|headers|wait|unconfirmed/u);
  expect(readDefinition(text)).toEqual(readDefinition(definition.replace('id: acme', 'id: exported')));
  const builtIn = await server.call('GET', '/providers/orion/definition.yaml');
  expect(builtIn).toMatchObject({ status: 404, body: { detail: expect.stringContaining('built-in') as string } });
});

test('a definition whose own examples fail is saved only when a person accepts it', async () => {
  const unlike = definition.replace('id: acme', 'id: unlike').replace('credits: 1 }\n', 'credits: 0 }\n');
  const refused = {
    status: 422,
    body: {
      detail: expect.stringContaining('another outcome than they say: "found". Nothing was saved.') as string,
      errors: [
        {
          pointer: '/definition/examples/0',
          message:
            '("found") expected found +14155550132 with 0 credits, got found +14155550132 (mobile) with 1 credit: case 1 of "price" fits',
        },
      ],
    },
  };
  const add = (parts: object) => server.call('POST', '/providers', { body: { definition: unlike, ...parts } });
  expect(await add({})).toMatchObject(refused);
  expect(await add({ acceptFailedExamples: true })).toMatchObject({ status: 201 });
  const save = (parts: object) =>
    server.call('PUT', '/providers/unlike/definition', { body: { definition: unlike, ...parts } });
  expect(await save({})).toMatchObject(refused);
  expect(await save({ acceptFailedExamples: true })).toMatchObject({ status: 200, body: { definitionVersion: 2 } });
});

test('the request of a lead has the entered settings, or says which are missing and where to enter them', async () => {
  const text = `${definition.replace('id: acme', 'id: tenant').replace('path: /find', 'path: "/{{accountId}}/find"')}
settings: [{ name: accountId, label: Account ID }]`;
  const { body: lead } = await server.call('POST', '/leads', { body: { email: 'b@firma.example' } });
  const preview = (parts: object = {}) => check({ definition: text, leadId: lead['id'], ...parts });
  const missing = {
    code: 'no_setting',
    text: 'Needs an account ID. Enter it on the provider’s card under Providers after you added it, or send it with the check: {"settings":{"accountId":"…"}}',
  };
  expect(await preview()).toMatchObject({ request: null, missing });
  expect(await preview({ settings: { accountId: '' } })).toMatchObject({ request: null, missing });
  expect((await preview({ settings: { accountId: '12' } })).request?.url).toContain('/12/find');
  await server.call('POST', '/providers', { body: { definition: text, settings: { accountId: '47' } } });
  expect(await preview()).toMatchObject({
    missing: null,
    request: { url: expect.stringContaining('/47/find') as string },
  });
});

test('settings are entered by name, and what is missing is said', async () => {
  const text = `${definition.replace('id: acme', 'id: settled')}
settings: [{ name: accountId, label: Account ID }, { name: region, label: Region }]`;
  const add = await server.call('POST', '/providers', { body: { definition: text } });
  expect(add.body).toMatchObject({ missing: ['Account ID', 'Region', 'API key'] });
  const enter = (body: object) => server.call('PUT', '/providers/settled/settings', { body });
  expect(await enter({ accountId: ' 4711 ' })).toMatchObject({
    status: 200,
    body: {
      settings: [
        { name: 'accountId', value: '4711' },
        { name: 'region', value: null },
      ],
      missing: ['Region', 'API key'],
    },
  });
  expect(await enter({ region: 'eu', accountId: '' })).toMatchObject({ body: { missing: ['Account ID', 'API key'] } });
  expect(await enter({ account: '1' })).toMatchObject({
    status: 422,
    body: {
      errors: [{ pointer: '/account', message: 'is not a setting of this definition. It has: accountId, region' }],
    },
  });
  expect(await server.call('PUT', '/providers/orion/settings', { body: {} })).toMatchObject({ status: 404 });
});
