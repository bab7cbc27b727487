import type { ProviderDefinition } from '@tinygenesy/contract';
import { describe, expect, it, test } from 'vitest';
import { buildRequest, type LeadValues } from './buildRequest.ts';
import { classifyAnswer } from './classifyAnswer.ts';
import { directory } from './directory/directory.ts';

// What providers of the directory are known to answer, and what must never be read from it.

function provider(id: string): ProviderDefinition {
  const definition = directory.find((entry) => entry.id === id);
  if (definition === undefined) throw new Error(`The directory has no ${id}.`);
  return definition;
}

const read = (id: string, status: number, body: unknown, headers: Record<string, string> = {}) =>
  classifyAnswer(provider(id), { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, 'US');

const lead: LeadValues = {
  firstName: 'Ana',
  lastName: 'Example',
  fullName: 'Ana Example',
  email: 'ana@example.com',
  companyName: 'Example Corp',
  companyDomain: 'example.com',
  linkedinUrl: 'https://www.linkedin.com/in/ana-example',
  linkedinSlug: 'ana-example',
};

function request(id: string, settings: Record<string, string> = {}) {
  const built = buildRequest(provider(id), { lead, settings, secrets: { key: 'secret-key' }, ref: 'r' });
  if (!built.ok) throw new Error(built.reason.text);
  return built.request;
}

describe('masked, or true in the place of a number, is never found', () => {
  it.each<[string, unknown]>([
    ['pdl', { data: { mobile_phone: true, phone_numbers: true } }],
    ['prospeo', { error: false, person: { mobile: { revealed: false, mobile: '+1 415-5**-****' } } }],
    ['prospeo', { error: false, person: { mobile: { revealed: true, mobile: '+1 415-5**-****' } } }],
    ['contactout', { profile: { phone: ['+1415*******'] } }],
    ['leadmagic', { mobile_number: 'xxx-xxx-0132', credits_consumed: 1 }],
    ['findymail', { phone: false }],
  ])('%s %j', (id, body) => {
    const { outcome, numbers } = read(id, 200, body);
    expect(outcome).not.toBe('found');
    expect(numbers).toEqual([]);
  });
});

describe('success with a fault inside, and one status with several meanings', () => {
  it.each<[string, number, unknown, string]>([
    ['lusha', 200, { results: [{ error: { code: 'NOT_FOUND' } }] }, 'not_found'],
    ['lusha', 200, { results: [{ error: { code: 'COMPLIANCE_RESTRICTED' } }] }, 'opted_out'],
    ['lusha', 200, { results: [{ error: { code: 'ENRICH_FAILED' } }] }, 'retry'],
    ['prospeo', 400, { error: true, error_code: 'NO_MATCH' }, 'not_found'],
    ['prospeo', 400, { error: true, error_code: 'INSUFFICIENT_CREDITS' }, 'out_of_credits'],
    ['prospeo', 400, { error: true, error_code: 'INVALID_API_KEY' }, 'bad_key'],
    ['prospeo', 400, { error: true, error_code: 'INVALID_DATAPOINTS' }, 'bad_input'],
    ['pdl', 404, { error: { type: 'not_found' } }, 'not_found'],
    ['pdl', 404, { error: 'no such path' }, 'failed'],
    ['kaspr', 500, {}, 'bad_input'],
    ['pdl', 451, {}, 'opted_out'],
  ])('%s %i %j is %s', (id, status, body, outcome) => {
    expect(read(id, status, body).outcome).toBe(outcome);
  });
});

test.each(directory.map(({ id, name }) => [id, name] as const))(
  'a page of a proxy in place of JSON fails with a plain reason: %s',
  (id, name) => {
    const page = '<!doctype html><title>Error 1010</title>Access denied. Call +1 415-555-0132';
    expect(read(id, 200, page)).toMatchObject({ outcome: 'failed', credits: null, reason: { code: 'not_json' } });
    expect(read(id, 200, page).reason?.text).toContain(name);
    expect(read(id, 503, page).numbers).toEqual([]);
  },
);

test.each([
  ['30', 30],
  ['30.0', 30],
  [30, 30],
  ['thirty', null],
  [true, null],
])('an amount that comes as %j costs %j credits; unknown keeps the reserve', (creditBurn, credits) => {
  const body = { creditBurn, phone: { mobiles: [{ value: '+14155550132' }] } };
  expect(read('datagma', 200, body)).toMatchObject({ outcome: 'found', credits });
});

test.each([[['+14155550132']], ['+14155550132']])('a list or a single text (%j) is the same number', (phones) => {
  const { numbers } = read('contactout', 200, { profile: { phone: phones } });
  expect(numbers.map(({ phone }) => phone.e164)).toEqual(['+14155550132']);
});

test('the number of a company or a fax beside the person is never read', () => {
  const company = { company_phone: '+14155550199', phone: '+14155550198', fax: '+14155550197' };
  const { outcome, numbers } = read('pdl', 200, {
    data: { mobile_phone: null, phone_numbers: [], job: company },
    company,
  });
  expect([outcome, numbers]).toEqual(['not_found', []]);
});

test.each([
  ['lusha', ['"reveal":["phones"]']],
  ['contactout', ['"include":["phone"]']],
  ['kaspr', ['"dataToGet":["phone"]', '"id":"ana-example"']],
])('%s is asked for phone numbers only, in the spelling that it expects', (id, parts) => {
  const { body } = request(id);
  for (const part of parts) expect(body).toContain(part);
});

test('Prospeo is not asked for an email, which costs more', () => {
  expect(request('prospeo').body).not.toMatch(/enrich_email|only_verified_email/u);
});

test('a setting in the path is percent-encoded and never reaches the host', () => {
  const { url } = request('forager', { accountId: '../..@evil.example/?x#y' });
  const { host, search, hash } = new URL(url);
  expect([host, search, hash]).toEqual(['api-v2.forager.ai', '', '']);
});

test.each(directory.map((definition) => [definition.id, definition] as const))(
  'the key of %s is sent only where its authentication says',
  (id, { auth }) => {
    const { url, body, headers } = request(id, { accountId: '7' });
    expect(body ?? '').not.toContain('secret-key');
    const inUrl = url.includes('secret-key');
    const inHeaders = Object.values(headers).filter((value) => value.includes('secret-key')).length;
    expect([inUrl, inHeaders]).toEqual('query' in auth ? [true, 0] : [false, 1]);
  },
);
