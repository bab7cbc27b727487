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
    ['no documentation', { docs: 'http://acme.example' }, '/docs', /https address/],
  ])('with %s is refused at its place', (_name, parts, pointer, message) => {
    expect(problemsOf(checkDefinition({ ...good, ...parts }))).toContainEqual({
      pointer,
      message: expect.stringMatching(message),
    });
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
