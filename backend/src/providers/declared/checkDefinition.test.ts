import { describe, expect, it } from 'vitest';
import { checkDefinition, type CheckedDefinition, readDefinition, runExamples } from './checkDefinition.ts';
import { directory } from './directory/directory.ts';

const good = {
  schema: 1,
  id: 'acme',
  name: 'Acme',
  docs: 'https://acme.example/docs',
  hosts: ['api.acme.example'],
  auth: { header: 'X-Key', value: '{{key}}' },
  needs: [['email']],
  ask: { method: 'POST', path: '/find', body: { email: '{{email}}' } },
  answer: { proof: 'id', phones: [{ at: 'phone' }] },
  price: { reserve: 1 },
};

const oauth2 = (parts: object) => ({
  auth: { oauth2: { tokenUrl: 'https://api.acme.example/token', id: 'acme', secret: '{{key}}', ...parts } },
});

/** Returns the problems of a refused definition. */
function problemsOf(checked: CheckedDefinition) {
  if (checked.ok) throw new Error('The definition was accepted');
  return checked.problems;
}

describe('a definition', () => {
  it('of a few lines is complete', () => {
    expect(checkDefinition(good)).toMatchObject({ ok: true, definition: { timeoutS: 15, maxBytes: 262_144 } });
  });

  it.each<[string, object, string, RegExp]>([
    [
      'an unknown variable',
      { ask: { ...good.ask, body: { e: '{{mail}}' } } },
      '/ask/body/e',
      /\{\{mail\}\}, which does not exist. Known: firstName/,
    ],
    ['text around a template', { ask: { ...good.ask, body: { e: 'x {{email}}' } } }, '/ask/body/e', /template alone/],
    ['half a template', { ask: { ...good.ask, body: { e: '{{email' } } }, '/ask/body/e', /other half/],
    ['a secret outside of auth', { ask: { ...good.ask, body: { k: '{{key}}' } } }, '/ask/body/k', /only in "auth"/],
    ['a secret in the path', { ask: { ...good.ask, path: '/x/{{key}}' } }, '/ask/path', /only in "auth"/],
    ['a field of the lead in auth', { auth: { header: 'X-Key', value: '{{email}}' } }, '/auth', /does not exist/],
    ['no secret in auth', { auth: { header: 'X-Key', value: 'fixed' } }, '/auth', /must contain a secret/],
    ['a bad path', { answer: { phones: [{ at: 'a..b' }] } }, '/answer/phones/0/at', /must be a path such as/],
    ['a forbidden name', { answer: { phones: [{ at: '__proto__.x' }] } }, '/answer/phones/0/at', /not allowed/],
    ['an address in place of a host', { hosts: ['https://api.acme.example'] }, '/hosts/0', /host name/],
    ['a host that is an address', { hosts: ['127.0.0.1'] }, '/hosts/0', /host name/],
    ['a path with ..', { ask: { ...good.ask, path: '/a/../b' } }, '/ask/path', /\.\./],
    [
      'a path that leaves the host',
      { ask: { ...good.ask, path: '//evil.example/x' } },
      '/ask/path',
      /begin with one \//,
    ],
    ['a header of the product', { ask: { ...good.ask, headers: { Host: 'x' } } }, '/ask/headers/Host', /./],
    ['GET with a body', { ask: { ...good.ask, method: 'GET' } }, '/ask/method', /POST/],
    ['a rule without a test', { rules: [{ then: 'failed' }] }, '/rules/0', /needs "status"/],
    ['a rule with two tests', { rules: [{ at: 'a', is: 1, has: 'x', then: 'failed' }] }, '/rules/0', /exactly one/],
    ['a rule without a place', { rules: [{ status: 200, is: 1, then: 'failed' }] }, '/rules/0', /without "at"/],
    ['an unknown outcome', { rules: [{ status: 200, then: 'lost' }] }, '/rules/0/then', /must be read, not_found/],
    ['numbers without a place', { answer: { phones: [{ type: 'mobile' }] } }, '/answer/phones/0', /either "at"/],
    [
      'types without typeAt',
      { answer: { phones: [{ each: 'a', number: 'n', types: {} }] } },
      '/answer/phones/0/types',
      /typeAt/,
    ],
    [
      'a price above the reserve',
      { price: { reserve: 1, cases: [{ when: 'found', credits: 5 }] } },
      '/price/cases/0/credits',
      /at most 1/,
    ],
    [
      'a case without credits',
      { price: { reserve: 1, cases: [{ when: 'found' }] } },
      '/price/cases/0',
      /exactly one of "credits"/,
    ],
    ['a bad duration', { repeatFreeFor: '3 months' }, '/repeatFreeFor', /90d/],
    ['an unknown part', { retries: 3 }, '', /retries is not allowed/],
    ['an unknown field', { needs: [['mail']] }, '/needs/0/0', /must be firstName/],
    ['a setting named like a field', { settings: [{ name: 'email', label: 'x' }] }, '/secrets', /field of a lead/],
    ['answers that come later', { later: {} }, '/later', /not supported yet/],
    ['several calls', { steps: [] }, '/steps', /not supported yet: only providers that answer with one call/],
    ['a number check', { kind: 'validate' }, '/kind', /"validate" is not supported yet/],
    ['an email finder', { kind: 'email' }, '/kind', /"email" is not supported yet/],
    ['open jobs', { limits: { openJobs: 20 } }, '/limits/openJobs', /answer later: they are not supported yet/],
    ['polls', { limits: { pollsFree: true } }, '/limits/pollsFree', /answer later/],
    ['a pending answer', { rules: [{ status: 202, then: 'pending' }] }, '/rules/0/then', /"pending" .* answer later/],
    ['a callback', { ask: { ...good.ask, body: { u: '{{callbackUrl}}' } } }, '/ask/body/u', /answer later/],
    ['no authentication', { auth: 'X-Key' }, '/auth', /must be \{header, value\}, .* or \{oauth2/],
    ['two authentications', { auth: { header: 'X-Key', query: 'k', value: '{{key}}' } }, '/auth', /must be \{header/],
    ['a header without a value', { auth: { header: 'X-Key' } }, '/auth/value', /is required/],
    ['a bad header', { auth: { header: 'X Key', value: '{{key}}' } }, '/auth/header', /name of a header/],
    ['half of a user', { auth: { basic: ['{{key}}'] } }, '/auth/basic', /list of two texts/],
    ['an unknown part of auth', { auth: { oauth2: {}, extra: 1 } }, '/auth', /extra is not allowed/],
    [
      'an http token address',
      oauth2({ tokenUrl: 'http://api.acme.example/t' }),
      '/auth/oauth2/tokenUrl',
      /https address/,
    ],
    [
      'a token address with a user',
      oauth2({ tokenUrl: 'https://u:p@api.acme.example/t' }),
      '/auth/oauth2/tokenUrl',
      /https/,
    ],
    ['a numeric token host', oauth2({ tokenUrl: 'https://10.0.0.1/t' }), '/auth/oauth2/tokenUrl', /https address/],
    ['a templated token host', oauth2({ tokenUrl: 'https://{{key}}/t' }), '/auth/oauth2/tokenUrl', /https address/],
    [
      'a token server of another host',
      oauth2({ tokenUrl: 'https://login.acme.example/token' }),
      '/auth/oauth2/tokenUrl',
      /calls login\.acme\.example, which is not among "hosts": add it there/,
    ],
    [
      'a secret in the token address',
      oauth2({ tokenUrl: 'https://api.acme.example/{{key}}' }),
      '/auth/oauth2/tokenUrl',
      /only in/,
    ],
    ['a client secret in clear', oauth2({ secret: 'abc' }), '/auth/oauth2/secret', /must contain a secret/],
    ['an unknown client ID', oauth2({ id: '{{clientId}}' }), '/auth/oauth2/id', /which does not exist\. Known: key/],
    ['no token address', { auth: { oauth2: { id: 'a', secret: '{{key}}' } } }, '/auth/oauth2/tokenUrl', /is required/],
    [
      'a wait without a limit',
      { rules: [{ status: 500, then: 'retry', waitAt: 'w' }] },
      '/rules/0/waitAt',
      /rate_limited/,
    ],
    [
      'types of several numbers at once',
      { answer: { phones: [{ at: 'phones[*].number', typeAt: 'phones[*].type' }] } },
      '/answer/phones/0/typeAt',
      /write "each" for their list/,
    ],
    [
      'a secret that is never sent',
      { secrets: ['key', 'apiSecret'].map((name) => ({ name, label: name })) },
      '/secrets/1',
      /has "apiSecret", which "auth" never sends\. Use \{\{apiSecret\}\} in "auth", which may be a list: auth: \[\{header: X-Api-Key, value: "\{\{key\}\}"\}, /,
    ],
    [
      'only a setting in auth',
      { settings: [{ name: 'account', label: 'x' }], auth: { header: 'X-Key', value: '{{account}}' } },
      '/auth',
      /must contain a secret, such as \{\{key\}\}/,
    ],
    [
      'a map of headers',
      { auth: { headers: { 'X-Key': '{{key}}' } } },
      '/auth',
      /; or a list for several: \[\{header:/,
    ],
    ['lists inside of auth', { auth: { header: ['A', 'B'], value: ['{{key}}', 'x'] } }, '/auth', /a list for several/],
    ['an empty list in auth', { auth: [] }, '/auth', /must have 1 to 5 entries, or be \{header, value\}/],
    ['a user in a list', { auth: [{ basic: ['{{key}}', 'x'] }] }, '/auth/0', /must be \{header, value\} or \{query/],
    ['a text in a list', { auth: ['{{key}}'] }, '/auth/0', /must be \{header, value\} or \{query/],
    [
      'one header twice',
      { auth: ['X-Key', 'x-key'].map((header) => ({ header, value: '{{key}}' })) },
      '/auth/1',
      /names the header x-key twice/,
    ],
    ['an unknown secret in a list', { auth: [{ header: 'A', value: '{{token}}' }] }, '/auth/0', /Known: key/],
    [
      'an example above the reserve',
      {
        examples: [{ name: 'x', lead: {}, got: [{ status: 200, body: {} }], want: { outcome: 'failed', credits: 2 } }],
      },
      '/examples/0/want/credits',
      /costs 2 credits, more than "reserve" \(1\): a call could cost more than was reserved/,
    ],
    ['no documentation', { docs: 'http://acme.example' }, '/docs', /https address/],
  ])('with %s is refused at its place', (_name, parts, pointer, message) => {
    expect(problemsOf(checkDefinition({ ...good, ...parts }))).toContainEqual({
      pointer,
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, object]>([
    ['a token server', oauth2({ scope: 'phones' })],
    ['a token server on the standard port', oauth2({ tokenUrl: 'https://api.acme.example:443/token?v=2' })],
    [
      'a tenant',
      {
        ...oauth2({ tokenUrl: 'https://api.acme.example/{{tenant}}/t' }),
        settings: [{ name: 'tenant', label: 'Tenant' }],
      },
    ],
    [
      'a second host',
      { ...oauth2({ tokenUrl: 'https://id.acme.example/t' }), hosts: ['api.acme.example', 'id.acme.example'] },
    ],
    [
      'the type beside the number',
      { answer: { phones: [{ at: 'phone', typeAt: 'line_type', types: { mobile: 'mobile' } }] } },
    ],
    [
      'a key and a secret in two headers',
      {
        secrets: ['key', 'apiSecret'].map((name) => ({ name, label: name })),
        auth: ['key', 'apiSecret'].map((name) => ({ header: `X-${name}`, value: `{{${name}}}` })),
      },
    ],
    ['the wait of a rule', { rules: [{ at: 'code', is: 7, then: 'rate_limited', waitAt: 'retry_after' }] }],
    ['classes in a list of statuses', { rules: [{ status: [404, '5xx'], then: 'not_found' }] }],
    [
      'a balance with parameters',
      { balance: { path: '/c', query: { v: 2 }, headers: { 'X-Version': 'v2' }, at: 'c' } },
    ],
  ])('with %s is accepted', (_name, parts) => {
    expect(checkDefinition({ ...good, ...parts })).toMatchObject({ ok: true });
  });

  it('tells all problems at once', () => {
    const pointers = problemsOf(checkDefinition({ ...good, id: 'No Slug', needs: [], price: {} })).map(
      ({ pointer }) => pointer,
    );
    expect(pointers).toEqual(['/id', '/needs', '/price/reserve']);
  });

  it('is written in YAML or in JSON', () => {
    const yaml = `schema: 1
id: acme
name: Acme
docs: https://acme.example/docs
hosts: [api.acme.example]
auth: { header: X-Key, value: "{{key}}" }
needs: [[email]]
ask: { method: POST, path: /find, body: { email: "{{email}}" } }
answer: { proof: id, phones: [{ at: phone }] }
price: { reserve: 1 }
`;
    expect(readDefinition(yaml)).toEqual(checkDefinition(good));
    expect(readDefinition(JSON.stringify(good))).toEqual(checkDefinition(good));
  });

  it.each<[string, string, RegExp]>([
    ['text that is no YAML', 'id: [a', /not readable YAML or JSON: .*line 1/],
    ['nothing', '', /must be an object/],
    ['a plain text', 'hello', /must be an object/],
    ['a billion aliases', `a: &a [x,x]\nb: &b [${'*a,'.repeat(30)}]\nc: [${'*b,'.repeat(30)}]`, /aliases/],
    ['a text too long', 'x'.repeat(200_001), /longer than/],
  ])('%s is refused', (_name, text, message) => {
    expect(problemsOf(readDefinition(text))[0]?.message).toMatch(message);
  });

  it('with an example that comes out differently says what came out', () => {
    const checked = checkDefinition({
      ...good,
      examples: [
        {
          name: 'found',
          lead: { email: 'a@example.com' },
          got: [{ status: 200, body: { id: 1 } }],
          want: { outcome: 'found' },
        },
      ],
    });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(runExamples(checked.definition)).toEqual([
      { name: 'found', ok: false, want: { outcome: 'found' }, got: { outcome: 'not_found', credits: 0 } },
    ]);
  });

  it('of the directory keeps its meaning when written and read again', () => {
    for (const definition of directory)
      expect(readDefinition(JSON.stringify(definition))).toEqual({ ok: true, definition });
  });
});
