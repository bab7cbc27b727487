import { numberKinds, pathProblem, type ProviderDefinition } from '@tinygenesy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRequest } from './buildRequest.ts';
import { checkDefinition, readDefinition } from './checkDefinition.ts';
import { classifyAnswer, type RawAnswer } from './classifyAnswer.ts';
import { directory } from './directory/directory.ts';

/** Few keys, so that random paths meet random answers. */
const keys = ['a', 'number', 'type', 'dnc'] as const;
const key = fc.constantFrom(...keys);
const path = fc
  .array(fc.oneof(key, fc.constantFrom('[*]', '[0]', '[7]', '[type=mobile]')), { maxLength: 3 })
  .map((steps) => steps.reduce<string>((text, step) => (step.startsWith('[') ? text + step : `${text}.${step}`), 'a'))
  .filter((text) => pathProblem(text) === null);
const places = fc.oneof(
  path,
  fc.constant('$'),
  fc.tuple(path, path).map((both) => both.join(' | ')),
);
const scalar = fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean());
const compared = fc.oneof(
  fc.record({ is: scalar }),
  fc.record({ has: fc.string({ minLength: 1, maxLength: 4 }) }),
  fc.record({ there: fc.boolean() }),
  fc.record({ in: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
);
const answerTest = fc.oneof(
  fc.record({ status: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom('2xx', '4xx', '5xx')) }),
  fc.tuple(places, compared).map(([at, comparison]) => ({ at, ...comparison })),
);
/** Not `not_found` or `read` alone: a random rule may name every outcome. */
const outcome = fc.constantFrom('read', 'not_found', 'bad_key', 'no_access', 'out_of_credits', 'opted_out', 'retry');
const kind = fc.constantFrom(...numberKinds);
const phones = fc.oneof(
  fc.record({ at: places, type: kind }),
  fc.record(
    {
      each: places,
      number: places,
      typeAt: places,
      types: fc.dictionary(fc.constantFrom('mobile', 'fax', 'work'), fc.oneof(kind, fc.constant('never'))),
      countryAt: places,
      scoreAt: places,
      doNotCallAt: places,
      only: fc.dictionary(key, scalar, { maxKeys: 1 }),
      drop: fc.dictionary(key, scalar, { maxKeys: 1 }),
    },
    { requiredKeys: ['each', 'number', 'typeAt'] },
  ),
);
const price = fc.array(
  fc.oneof(
    fc.record({ when: fc.constantFrom('found', 'read', 'any'), credits: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ creditsAt: places }),
    fc.record({ creditsHeader: fc.constant('X-Spent') }),
  ),
  { maxLength: 3 },
);

/** Definitions that fit the schema, with random rules, places and prices. */
const definitions: fc.Arbitrary<ProviderDefinition> = fc
  .record({
    rules: fc.array(
      fc.tuple(answerTest, outcome).map(([given, then]) => ({ ...given, then })),
      { maxLength: 3 },
    ),
    answer: fc.record(
      { proof: places, phones: fc.array(phones, { minLength: 1, maxLength: 4 }) },
      { requiredKeys: ['phones'] },
    ),
    cases: price,
  })
  .map(({ rules, answer, cases }) => {
    const checked = checkDefinition({
      schema: 1,
      id: 'acme',
      name: 'Acme',
      docs: 'https://acme.example/docs',
      hosts: ['api.acme.example'],
      auth: { header: 'X-Key', value: '{{key}}' },
      needs: [['email'], ['linkedinUrl']],
      ask: { method: 'POST', path: '/find/{{email}}', body: { q: ['{{linkedinUrl | email}}'] } },
      rules,
      answer,
      price: { reserve: 9, cases },
    });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    return checked.definition;
  });

const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);
/** What servers, proxies and changed plans send in place of a number. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>('+14155550132', '(415) 555-0133', 14155550134, '0034 612 345 678') },
  fc.constantFrom<unknown>('+1 415-5**-****', '+1415…', '415-xxx-xxxx', true, false, 1.5, 1.4155550132e10, -1, NaN),
  fc.constantFrom<unknown>('', ' ', 'N/A', null, [], {}, 'mobile', 'fax', 'DE', 'upgrade to see the number', 'hidden'),
  fc.jsonValue({ maxDepth: 3 }),
);
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    value,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(key, tie('node'), { maxKeys: 5 }),
  ),
})).node;
const bodies = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.dictionary(key, tree, { minKeys: 2 }).map((json) => JSON.stringify({ a: json, ...json })),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '<!doctype html><title>Just a moment… +1 415-555-0132</title>',
      '{"a": {"phones": ["+14155550132"',
      nested(100_000, '[', ']'),
      nested(20_000, '{"a":', '}'),
      `{"a":${JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ number: `+1415555${index}` })))}}`,
      JSON.stringify({ a: 'x'.repeat(250_000), phones: '9'.repeat(250_000) }),
      '{"a":"1","a":{"phones":"+14155550132"},"__proto__":{"phones":"+14155550132"}}',
      '{"a":{"phones":14155550132.0},"phones":1e400}',
      '\u0000\uFFFF',
      '',
    ),
  },
);
const answers: fc.Arbitrary<RawAnswer> = fc.record({
  status: fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, fc.integer({ min: 100, max: 599 })),
  headers: fc.oneof(fc.constant({}), fc.record({ 'x-spent': fc.string({ maxLength: 6 }) })),
  body: bodies,
});

/** All texts and numbers of a JSON text that could be a shown phone number: nothing masked, no boolean. */
function shownDigits(body: string): string[] {
  return (body.match(/"(?:[^"\\]|\\.)*"|[\d.eE+-]+/gu) ?? [])
    .filter((text) => !/[*•…●#█]|\.{3}|x{2,}/iu.test(text))
    .map((text) => text.replaceAll(/\D/gu, ''));
}

test('any definition with any answer: no crash, no number that the answer does not show, no wrong cost', () => {
  let found = 0;
  const durationsMs: number[] = [];
  fc.assert(
    fc.property(
      fc.oneof({ weight: 3, arbitrary: definitions }, fc.constantFrom(...directory)),
      answers,
      (definition, answer) => {
        const startedMs = performance.now();
        const reading = classifyAnswer(definition, answer, 'US');
        durationsMs.push(performance.now() - startedMs);
        const shown = reading.numbers.length > 0 ? shownDigits(answer.body) : [];
        const ends = new Set(shown.map((digits) => digits.slice(-7)));
        const isShown = (end: string): boolean => ends.has(end) || shown.some((digits) => digits.includes(end));
        const made = reading.numbers.filter(({ phone }) => !isShown(phone.e164.slice(-7)));
        expect(made).toEqual([]);
        const isFound = reading.outcome === 'found';
        found += isFound ? 1 : 0;
        expect(isFound).toBe(reading.numbers.some(({ doNotCall }) => !doNotCall));
        expect(isFound && reading.numbers[0]?.doNotCall).toBe(false);
        expect(reading.credits ?? 0).toBeGreaterThanOrEqual(0);
        expect(isFound || reading.outcome === 'not_found' || reading.reason !== null).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
  // The random definitions do meet the random answers.
  expect(found).toBeGreaterThan(10);
  expectFast(durationsMs);
});

test('any text and any object as a definition: problems with their places, or a definition that builds requests', () => {
  const durationsMs: number[] = [];
  const [sample = {}] = directory;
  const broken = fc
    .tuple(
      fc.constantFrom(...Object.keys(sample)),
      fc.oneof(fc.jsonValue({ maxDepth: 4 }), scalar, fc.constant(undefined)),
    )
    .map(([part, given]) => JSON.stringify({ ...sample, [part]: given }));
  const texts = fc.oneof(
    broken,
    fc.string({ maxLength: 300 }),
    fc.jsonValue().map((json) => JSON.stringify(json)),
    fc.constantFrom(
      'a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c, *c, *c]',
      nested(5_000, '[', ']'),
      '- - - -\n\t: ? |\n',
      '!!js/function "() => 1"',
      '{"schema":1,"__proto__":{"id":"x"}}',
    ),
  );
  const lead = { email: 'ana@example.com/../../x?y#z', linkedinUrl: 'https://www.linkedin.com/in/a' };
  fc.assert(
    fc.property(texts, (text) => {
      const startedMs = performance.now();
      const read = readDefinition(text);
      durationsMs.push(performance.now() - startedMs);
      const problems = read.ok ? [] : read.problems;
      expect(problems.length > 0).toBe(!read.ok);
      expect(problems.filter(({ pointer, message }) => !/^(?:\/|$)/u.test(pointer) || message === '')).toEqual([]);
      const parts = { lead, settings: {}, secrets: { key: 'k' }, ref: 'r' };
      const built = read.ok ? buildRequest(read.definition, parts) : null;
      const hosts = read.ok ? read.definition.hosts : [];
      expect(built?.ok === true ? hosts : ['']).toContain(built?.ok === true ? new URL(built.request.url).host : '');
    }),
    { numRuns: 600 },
  );
  expectFast(durationsMs);
});

/** A busy machine delays single calls, so the middle one counts, and the slowest tenth gets ten times as long. */
function expectFast(durationsMs: readonly number[]): void {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Infinity;
  expect(at(0.5)).toBeLessThan(50);
  expect(at(0.9)).toBeLessThan(500);
}
