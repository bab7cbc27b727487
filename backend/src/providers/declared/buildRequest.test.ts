import { providerDefinitionSchema, type ProviderDefinition, type ProviderDefinitionInput } from '@tinygenesy/contract';
import { describe, expect, it } from 'vitest';
import { buildRequest, type LeadValues } from './buildRequest.ts';

const definition = (parts: Partial<ProviderDefinitionInput>): ProviderDefinition =>
  providerDefinitionSchema.parse({
    schema: 1,
    id: 'acme',
    name: 'Acme',
    docs: 'https://acme.example/docs',
    hosts: ['api.acme.example'],
    settings: [{ name: 'account', label: 'Account' }],
    auth: { header: 'Authorization', value: 'Bearer {{key}}' },
    needs: [['linkedinUrl'], ['email', 'companyDomain']],
    ask: { method: 'GET', path: '/find' },
    answer: { proof: 'id', phones: [{ at: 'phone' }] },
    price: { reserve: 1 },
    ...parts,
  });

const lead: LeadValues = { email: 'ana@firma.example', companyDomain: 'firma.example', firstName: 'Ana' };

const built = (parts: Partial<ProviderDefinitionInput>, of: LeadValues = lead, account = 'a1') =>
  buildRequest(definition(parts), { lead: of, settings: { account }, secrets: { key: 's3cret' }, ref: 'r-1' });

function request(...args: Parameters<typeof built>) {
  const result = built(...args);
  if (!result.ok) throw new Error(result.reason.text);
  return { ...result.request, input: result.input };
}

describe('the request of a definition', () => {
  it('removes keys whose template is empty, and lists and objects that are left empty', () => {
    const body = {
      data: {
        linkedin: '{{linkedinUrl}}',
        mail: '{{email}}',
        company: ['{{companyName}}'],
        deep: { x: '{{jobTitle}}' },
      },
      include: ['phone'],
      limit: 1,
      flag: false,
    };
    expect(JSON.parse(request({ ask: { method: 'POST', path: '/find', body } }).body ?? '')).toEqual({
      data: { mail: 'ana@firma.example' },
      include: ['phone'],
      limit: 1,
      flag: false,
    });
  });

  it('takes the first value that is there', () => {
    const ask = { method: 'GET' as const, path: '/find', query: { who: '{{linkedinUrl | email}}', ref: '{{ref}}' } };
    expect(request({ ask }).url).toBe('https://api.acme.example/find?who=ana%40firma.example&ref=r-1');
  });

  it('sends only the fields of the first complete alternative, when asked to', () => {
    const ask = {
      method: 'GET' as const,
      path: '/find',
      query: { l: '{{linkedinUrl}}', m: '{{email}}', f: '{{firstName}}' },
    };
    const both = { ...lead, linkedinUrl: 'https://www.linkedin.com/in/ana' };
    expect(new URL(request({ ask, send: 'best' }, both).url).search).toBe(
      '?l=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fana',
    );
    expect([...new URL(request({ ask }, both).url).searchParams.keys()]).toEqual(['l', 'm', 'f']);
  });

  it('encodes a value in the path and never lets it change the host or the path’s shape', () => {
    const ask = { method: 'GET' as const, path: '/v1/{{account}}/find' };
    expect(request({ ask }, lead, '../a/b?c#d@evil.example').url).toBe(
      'https://api.acme.example/v1/..%2Fa%2Fb%3Fc%23d%40evil.example/find',
    );
    expect(built({ ask }, lead, '..').ok).toBe(false);
    expect(built({ ask }, lead, '').ok).toBe(false);
  });

  it('sends a form', () => {
    const { headers, body } = request({
      ask: { method: 'POST', path: '/find', form: { mail: '{{email}}', n: 1, x: '{{jobTitle}}' } },
    });
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(body).toBe('mail=ana%40firma.example&n=1');
  });

  it('authenticates by header, query, basic or an access token', () => {
    expect(request({}).headers['authorization']).toBe('Bearer s3cret');
    expect(request({ auth: { query: 'api_key', value: '{{key}}' } }).url).toContain('?api_key=s3cret');
    const basic = request({ auth: { basic: ['{{account}}', '{{key}}'] } }).headers['authorization'];
    expect(basic).toBe(`Basic ${Buffer.from('a1:s3cret').toString('base64')}`);
    const several = request({
      auth: [
        { header: 'X-Id', value: '{{account}}' },
        { query: 'sig', value: '{{key}}' },
      ],
    });
    expect([several.headers['x-id'], new URL(several.url).search]).toEqual(['a1', '?sig=s3cret']);
    const oauth2 = { tokenUrl: 'https://api.acme.example/token', id: '{{account}}', secret: '{{key}}' };
    const parts = { lead, settings: { account: 'a1' }, secrets: { key: 's3cret' }, ref: '', accessToken: 'token-1' };
    expect(buildRequest(definition({ auth: { oauth2 } }), parts)).toMatchObject({
      request: { headers: { authorization: 'Bearer token-1' } },
    });
  });

  it('knows which fields are asked about: those that are sent, and nothing else', () => {
    const ask = { method: 'GET' as const, path: '/{{account}}', query: { m: '{{linkedinUrl | email}}', r: '{{ref}}' } };
    expect(request({ ask }).input).toEqual({ email: 'ana@firma.example' });
  });

  it('says what a lead lacks', () => {
    expect(built({}, { firstName: 'Ana' })).toMatchObject({
      ok: false,
      reason: {
        code: 'missing_input',
        text: 'Needs a LinkedIn address, or an email and a company website or a business email',
      },
    });
  });
});
