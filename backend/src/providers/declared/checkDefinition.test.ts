import { describe, expect, it } from 'vitest';
import { checkDefinition, type CheckedDefinition, readDefinition } from './checkDefinition.ts';
import { definitionHints } from './definitionHints.ts';
import { runExamples } from './runExamples.ts';
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
      /^is more than "reserve" \(1\)\. .* Set "reserve" in "price" to 5, /,
    ],
    ['a price without a reserve', { price: {} }, '/price/reserve', /^must be the most credits that one call can cost/],
    [
      'a case without credits',
      { price: { reserve: 1, cases: [{ when: 'found' }] } },
      '/price/cases/0',
      /exactly one of "credits"/,
    ],
    ['a bad duration', { repeatFreeFor: '3 months' }, '/repeatFreeFor', /90d/],
    ['an unknown part', { retries: 3 }, '', /^There is no `retries` here\. It has: schema, id, name, /],
    ['a part in the singular', { rule: [] }, '', /^There is no `rule` here\. Did you mean `rules`\?$/],
    ['a part in capitals', { Settings: [] }, '', /Did you mean `settings`\?/],
    ['a timeout', { timeout: 5 }, '', /Did you mean `timeoutS`\?/],
    ['a timeout in the request', { ask: { ...good.ask, timeoutMs: 5 } }, '/ask', /`timeoutS` at the top level\?/],
    ['a part of the top level', { ask: { ...good.ask, send: 'best' } }, '/ask', /`send` belongs at the top level/],
    ['a part of another part', { cases: [] }, '', /`cases` belongs in `price`/],
    ['a part of several parts', { headers: {} }, '', /belongs in `ask`, in `balance`, or in `examples → got`/],
    [
      'a test of a price',
      { rules: [{ when: 'found', then: 'read' }] },
      '/rules/0',
      /`when` belongs in `price → cases`/,
    ],
    ['a mistyped part of a rule', { rules: [{ statsu: 404, then: 'read' }] }, '/rules/0', /Did you mean `status`\?/],
    [
      'a number as a duration',
      { wait: { default: 60 } },
      '/wait/default',
      /with its unit, such as 60s, 15m, 24h or 90d/,
    ],
    ['a free repeat without a unit', { repeatFreeFor: 90 }, '/repeatFreeFor', /with its unit/],
    ['a timeout with a unit', { timeoutS: '15s' }, '/timeoutS', /without a unit, such as 15/],
    ['a limit with a unit', { limits: { windows: [[60, '1m']] } }, '/limits/windows/0/1', /without a unit, such as 60/],
    ['a limit that is no pair', { limits: { windows: [60] } }, '/limits/windows/0', /\[calls, seconds\]/],
    ['a number as a text', { name: 360 }, '/name', /must be a text: put it in quotes, as "360"/],
    ['a template without quotes', { name: { '{ key }': null } }, '/name', /A template stands in quotes: "\{\{key\}\}"/],
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
      /^is more than "reserve" \(1\)\. .* Set "reserve" in "price" to 2, .* or correct this amount$/,
    ],
    ['no documentation', { docs: 'http://acme.example' }, '/docs', /https address/],
  ])('with %s is refused at its place', (_name, parts, pointer, message) => {
    expect(problemsOf(checkDefinition({ ...good, ...parts }))).toContainEqual(
      expect.objectContaining({ pointer, message: expect.stringMatching(message) as string }),
    );
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
    [
      'text that is no YAML',
      'id: [a',
      /can’t be read as YAML or JSON at line 1, column \d+: the indentation .* a \[ or \{ is not/,
    ],
    ['a tab', 'ask:\n\tpath: /x', /line 2, column \d+: a tab is used for indentation/],
    ['a name twice', 'id: a\nid: b', /line 2, column 1: a name stands twice/],
    [
      'a template without quotes',
      'auth: { header: X, value: {{key}} }',
      /line 1, column \d+: a template must stand in quotes/,
    ],
    ['a text with a colon', 'name: Acme: phones', /line 1, column \d+: a line has two values with a colon/],
    ['an open quote', 'name: "Acme', /line 1, column \d+: a quote is not closed/],
    ['a reserved character', 'name: @acme', /line 1, column \d+: a text must not begin with this character/],
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
      {
        name: 'found',
        ok: false,
        want: { outcome: 'found' },
        got: { outcome: 'not_found', credits: 0 },
        difference:
          'expected found, got not found with 0 credits: the places of "phones" hold no number, and the "proof" place (id) is there',
      },
    ]);
  });

  it('names places by the name of an example, and counts from 1', () => {
    const example = { name: 'bad key', lead: {}, got: [{ status: 401 }], want: { outcome: 'lost' } };
    const rules = [
      { status: 404, then: 'not_found' },
      { status: 410, then: 'gone' },
    ];
    const places = problemsOf(checkDefinition({ ...good, rules, examples: [example], id: 'No' })).map(
      ({ place }) => place,
    );
    expect(places).toEqual(['id', 'rules → 2 → then', 'examples → “bad key” → want → outcome']);
  });

  it('reads headers and phone numbers of examples that YAML made a number of', () => {
    const example = {
      name: 'found',
      lead: { email: 'a@example.com' },
      got: [{ status: 200, headers: { 'X-Credits': 1, 'X-Cached': false }, body: { id: 1, phone: '+14155550132' } }],
      want: { outcome: 'found', phone: 14_155_550_132, credits: 1 },
    };
    const price = { reserve: 1, cases: [{ creditsHeader: 'X-Credits' }] };
    const checked = checkDefinition({ ...good, price, examples: [example] });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(runExamples(checked.definition)).toMatchObject([{ ok: true, want: { phone: '+14155550132' } }]);
  });

  it('hints at examples that are wanted, and at settings without a use', () => {
    const hints = (parts: object) => {
      const checked = checkDefinition({ ...good, ...parts });
      return checked.ok ? definitionHints(checked.definition) : [];
    };
    const bad = { name: 'bad key', lead: { email: 'a@b.c' }, got: [{ status: 401 }], want: { outcome: 'bad_key' } };
    expect(hints({ examples: [bad], settings: [{ name: 'account', label: 'x' }] })).toEqual([
      expect.stringMatching(/^Add examples with the outcomes found and not_found, /u),
      'The request never uses {{account}} of "settings": use it, or remove it.',
    ]);
    expect(directory.flatMap(definitionHints)).toEqual([]);
  });

  it.each<[string, object, object, string, object?]>([
    [
      'a status without a rule',
      { status: 404, body: {} },
      { outcome: 'not_found' },
      'expected not found, got failed with 0 credits: no rule fits status 404, which means “failed” without one',
    ],
    [
      'an absent proof',
      { status: 200, body: {} },
      { outcome: 'not_found' },
      'expected not found, got failed with an unknown cost: the places of "phones" hold no number, and the "proof" place (id) is not in the answer',
    ],
    [
      'an impossible number',
      { status: 200, body: { id: 1, phone: '+1123123123' } },
      { outcome: 'found' },
      'expected found, got not found with 0 credits: “+1123123123” is not a possible phone number',
    ],
    [
      'a number in place of a text',
      { status: 200, body: { id: 1, phone: 1_123_123_123 } },
      { outcome: 'found' },
      'expected found, got not found with 0 credits: “1123123123” (a number, not a text: quotes keep its +) is not a possible phone number',
    ],
    [
      'too few digits',
      { status: 200, body: { id: 1, phone: '4155' } },
      { outcome: 'found' },
      'expected found, got no access with an unknown cost: “4155” is a hidden number (so is any text with fewer than 6 digits)',
    ],
    [
      'a hidden number',
      { status: 200, body: { id: 1, phone: '+1 415-5**' } },
      { outcome: 'found' },
      'expected found, got no access with an unknown cost: “+1 415-5**” is a hidden number',
    ],
    [
      'an object as a number',
      { status: 200, body: { id: 1, phone: { n: 1 } } },
      { outcome: 'found' },
      'expected found, got failed with an unknown cost: a place of "phones" holds an object: name the number inside of it',
    ],
    [
      'a page',
      { status: 200, body: '<html>' },
      { outcome: 'found' },
      'expected found, got failed with an unknown cost: the body is not JSON',
    ],
    [
      'credits',
      { status: 200, body: { id: 1 } },
      { outcome: 'not_found', credits: 1 },
      'expected not found with 1 credit, got not found with 0 credits: no case of "price" fits, and a miss or a refusal then costs nothing',
    ],
    [
      'an absent header of credits',
      { status: 200, body: { id: 1 } },
      { outcome: 'not_found', credits: 1 },
      'expected not found with 1 credit, got not found with 0 credits: case 1 of "price" is skipped, because the header x-credits has no amount in the answer, no case of "price" fits, and a miss or a refusal then costs nothing',
      { price: { reserve: 1, cases: [{ creditsHeader: 'x-credits' }] } },
    ],
    [
      'a type',
      { status: 200, body: { id: 1, phone: '+14155550132' } },
      { outcome: 'found', type: 'mobile' },
      'expected found (mobile), got found +14155550132 (other) with an unknown cost',
    ],
    [
      'a rule',
      { status: 404, body: {} },
      { outcome: 'failed' },
      'expected failed, got not found with 0 credits: rule 1 fits this answer',
      { rules: [{ status: 404, then: 'not_found' }] },
    ],
    [
      'a lead',
      { status: 200, body: {} },
      { outcome: 'found' },
      'expected found, got bad input with 0 credits: the example’s lead needs a LinkedIn address',
      { needs: [['linkedinUrl']] },
    ],
  ])('says that an example differs by %s, and why', (name, got, want, difference, parts = {}) => {
    const examples = [{ name, lead: { email: 'a@example.com' }, got: [got], want }];
    const checked = checkDefinition({ ...good, ...parts, examples });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(runExamples(checked.definition)[0]?.difference).toBe(difference);
  });

  it('of the directory keeps its meaning when written and read again', () => {
    for (const definition of directory)
      expect(readDefinition(JSON.stringify(definition))).toEqual({ ok: true, definition });
  });
});
