import { providerDefinitionSchema, type ProviderDefinitionInput } from '@tinygenesy/contract';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { classifyAnswer, type RawAnswer } from './classifyAnswer.ts';
import { directory } from './directory/directory.ts';
import { waitMs } from './sendDeclared.ts';

const minimal = (parts: Partial<ProviderDefinitionInput> = {}) =>
  providerDefinitionSchema.parse({
    schema: 1,
    id: 'acme',
    name: 'Acme',
    docs: 'https://acme.example/docs',
    hosts: ['api.acme.example'],
    auth: { header: 'X-Key', value: '{{key}}' },
    needs: [['email']],
    ask: { method: 'GET', path: '/find', query: { email: '{{email}}' } },
    answer: { proof: 'id', phones: [{ at: 'phone', type: 'mobile' }] },
    price: { reserve: 3, cases: [{ creditsAt: 'credits' }, { when: 'found', credits: 2 }] },
    ...parts,
  });

const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}): RawAnswer => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('an answer without a fitting rule, by its status', () => {
  it.each<[number, unknown, string]>([
    [200, { id: 1, phone: '+14155550132' }, 'found'],
    [201, { id: 1, phone: null }, 'not_found'],
    [200, {}, 'failed'],
    [200, '<html>', 'failed'],
    [200, '', 'failed'],
    [200, '"+14155550132"', 'failed'],
    [200, 'null', 'failed'],
    [204, '', 'not_found'],
    [301, '', 'failed'],
    [304, '', 'failed'],
    [400, {}, 'bad_input'],
    [401, {}, 'bad_key'],
    [402, {}, 'out_of_credits'],
    [403, {}, 'no_access'],
    [404, { id: 1, phone: null }, 'failed'],
    [408, {}, 'retry'],
    [418, {}, 'failed'],
    [422, {}, 'bad_input'],
    [425, {}, 'retry'],
    [429, {}, 'rate_limited'],
    [451, {}, 'opted_out'],
    [500, {}, 'retry'],
    [503, '<html>busy</html>', 'retry'],
  ])('%i %j is %s', (status, body, outcome) => {
    const reading = classifyAnswer(minimal(), answer(status, body), null);
    expect(reading.outcome).toBe(outcome);
    expect(reading.reason === null).toBe(outcome === 'found' || outcome === 'not_found');
  });
});

describe('what stands in the place of a number', () => {
  it.each<[unknown, string]>([
    ['+1 415-555-0132', 'found'],
    ['(415) 555-0132', 'found'],
    [14155550132, 'found'],
    ['+1 415-5**-****', 'no_access'],
    ['+1415…', 'no_access'],
    ['415-xxx-xxxx', 'no_access'],
    ['+1415#######', 'no_access'],
    [true, 'no_access'],
    [false, 'no_access'],
    [-5, 'no_access'],
    [1.5, 'no_access'],
    ['4155', 'no_access'],
    ['upgrade your plan', 'no_access'],
    ['', 'not_found'],
    [' ', 'not_found'],
    [null, 'not_found'],
    ['N/A', 'not_found'],
    [[], 'not_found'],
    [['+1 415-555-0132'], 'found'],
    [{ number: '+14155550132' }, 'failed'],
    ['99999999999999999999', 'not_found'],
  ])('%j is %s', (phone, outcome) => {
    expect(classifyAnswer(minimal(), answer(200, { id: 1, phone }), 'US').outcome).toBe(outcome);
  });

  it('a good number wins over a masked one beside it', () => {
    const reading = classifyAnswer(minimal(), answer(200, { id: 1, phone: [true, '+14155550132'] }), null);
    expect(reading.numbers.map(({ phone }) => phone.e164)).toEqual(['+14155550132']);
  });

  it('named by "at" has its type, country and flag at places of the whole answer', () => {
    const phones: ProviderDefinitionInput['answer']['phones'] = [
      {
        at: 'phone',
        typeAt: 'line_type',
        types: { cell: 'mobile' },
        countryAt: 'country',
        doNotCallAt: 'dnc',
        drop: { state: 'dead' },
      },
    ];
    const definition = minimal({ answer: { proof: 'id', phones } });
    const body = { id: 1, phone: '030 23125001', country: 'DE' };
    const read = (parts: object) => classifyAnswer(definition, answer(200, { ...body, ...parts }), null);
    const number = { phone: { e164: '+493023125001' } };
    expect(read({ line_type: 'Cell' }).numbers).toMatchObject([{ ...number, kind: 'mobile', doNotCall: false }]);
    expect(read({ line_type: 'voip' }).numbers).toMatchObject([{ ...number, kind: 'other' }]);
    expect(read({ line_type: 'fax' })).toMatchObject({ outcome: 'not_found', numbers: [] });
    expect(read({ state: 'dead' })).toMatchObject({ outcome: 'not_found', numbers: [] });
    expect(read({ dnc: true })).toMatchObject({ outcome: 'not_found', reason: { code: 'do_not_call' } });
    expect(read({ phone: ['030 23125001', '030 23125002'], line_type: 'cell' }).numbers).toHaveLength(2);
  });

  it('of a status is told by classes and numbers in one list', () => {
    const definition = minimal({ rules: [{ status: [404, '5xx'], then: 'not_found' }] });
    const outcomes = [404, 500, 503, 405].map((status) => classifyAnswer(definition, answer(status), null).outcome);
    expect(outcomes).toEqual(['not_found', 'not_found', 'not_found', 'failed']);
  });

  it('that asks to wait says where it tells for how long', () => {
    const definition = minimal({
      rules: [{ status: 200, at: 'code', is: 7, then: 'rate_limited', waitAt: 'retry_after' }],
      wait: { header: 'X-Reset', default: '9s' },
    });
    const waits = ([body, headers]: [object, Record<string, string>]) => {
      const raw = answer(200, { code: 7, ...body }, headers);
      return waitMs(definition, raw, classifyAnswer(definition, raw, null).waitAt);
    };
    expect(waits([{ retry_after: 30 }, { 'x-reset': '4' }])).toBe(30_000);
    expect(waits([{ retry_after: '2.5' }, {}])).toBe(3_000);
    expect(waits([{}, { 'x-reset': '4' }])).toBe(4_000);
    expect(waits([{}, {}])).toBe(9_000);
  });

  it.each<['seconds' | 'date', Record<string, string>, number]>([
    ['seconds', { 'x-reset': 'soon', 'retry-after': '7' }, 7_000],
    ['seconds', { 'retry-after': 'in a moment' }, 9_000],
    ['seconds', { 'retry-after': '-5' }, 9_000],
    ['seconds', { 'retry-after': '' }, 9_000],
    ['seconds', { 'x-reset': '0' }, 1_000],
    ['date', { 'x-reset': String(Date.parse('2026-05-03T10:00:30Z') / 1_000) }, 30_000],
    ['date', { 'x-reset': String(Date.parse('2026-05-03T10:00:30Z')) }, 30_000],
    ['date', { 'x-reset': '2026-05-03T10:00:30Z' }, 30_000],
    ['date', { 'x-reset': 'Sun, 03 May 2026 10:00:30 GMT' }, 30_000],
    ['date', { 'x-reset': '2026-05-03T09:00:00Z' }, 1_000],
    ['date', { 'x-reset': 'tomorrow' }, 9_000],
  ])('that tells a wait as %s in %j asks to wait %d ms', (as, headers, expectedMs) => {
    vi.useFakeTimers({ now: new Date('2026-05-03T10:00:00Z'), toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const definition = minimal({ wait: { header: 'X-Reset', as, default: '9s' } });
    expect(waitMs(definition, answer(429, {}, headers), undefined)).toBe(expectedMs);
  });

  it('a number without a country code is read by the place’s country, then by the lead’s', () => {
    const definition = minimal({
      answer: { proof: 'id', phones: [{ each: 'phones[*]', number: 'n', countryAt: 'region' }] },
    });
    const found = (region: string | null, country: string | null) =>
      classifyAnswer(definition, answer(200, { id: 1, phones: [{ n: '030 23125001', region }] }), country);
    expect(found('DE', 'ES').numbers[0]?.phone.e164).toBe('+493023125001');
    expect(found(null, 'DE').numbers[0]?.phone.e164).toBe('+493023125001');
    expect(found(null, null)).toMatchObject({ outcome: 'not_found', reason: { code: 'not_possible_number' } });
  });
});

describe('several numbers', () => {
  const definition = minimal({
    answer: {
      proof: 'people',
      phones: [
        {
          each: 'people[0].phones[*]',
          number: 'e164 | raw',
          typeAt: 'type',
          types: { mobile: 'mobile', 'direct dial': 'direct', landline: 'work', pager: 'never' },
          scoreAt: 'score',
          doNotCallAt: 'dnc',
          drop: { status: 'invalid' },
        },
      ],
    },
  });
  const read = (...phones: object[]) => classifyAnswer(definition, answer(200, { people: [{ phones }] }), null);

  it('are sorted by preference, then by score, each once', () => {
    const reading = read(
      { raw: '+14155550101', type: 'landline', score: 99 },
      { raw: '+14155550102', type: 'mobile', score: 10 },
      { e164: '+14155550103', raw: 'x', type: 'Mobile', score: 90 },
      { raw: '+1 (415) 555-0103', type: 'landline' },
      { raw: '+14155550104', type: 'direct dial' },
    );
    const kinds = reading.numbers.map(({ phone, kind }) => `${kind} ${phone.e164.slice(-3)}`);
    expect(kinds).toEqual(['mobile 103', 'mobile 102', 'direct 104', 'work 101']);
  });

  it.each([
    { raw: '+14155550101', type: 'pager' },
    { raw: '+14155550101', type: 'work_fax' },
    { raw: '+14155550101', type: 'company switchboard' },
    { raw: '+14155550101', type: 'HQ' },
    { raw: '+14155550101', type: 'mobile', status: 'invalid' },
  ])('%j is never read', (phone) => {
    expect(read(phone)).toMatchObject({ outcome: 'not_found', numbers: [] });
  });

  it.each([true, 1, 'yes', 'listed', 'DNC'])('flagged do-not-call (%j) are kept and never chosen', (dnc) => {
    const reading = read(
      { raw: '+14155550101', type: 'mobile', dnc },
      { raw: '+14155550102', type: 'landline', dnc: 'no' },
    );
    expect(reading.outcome).toBe('found');
    expect(reading.numbers.map(({ phone, doNotCall }) => [phone.e164, doNotCall])).toEqual([
      ['+14155550102', false],
      ['+14155550101', true],
    ]);
  });

  it('flagged at one place is flagged at the other', () => {
    const reading = read({ raw: '+14155550101', type: 'mobile' }, { raw: '+14155550101', type: 'landline', dnc: true });
    expect(reading).toMatchObject({ outcome: 'not_found', reason: { code: 'do_not_call' } });
  });
});

describe('the price of an answer', () => {
  it.each<[string, unknown, Record<string, string>, number | null]>([
    ['the answer’s own amount', { id: 1, phone: '+14155550132', credits: 1 }, {}, 1],
    ['an amount as text', { id: 1, phone: '+14155550132', credits: '1.0' }, {}, 1],
    ['an amount that is none', { id: 1, phone: '+14155550132', credits: 'free' }, {}, 2],
    ['a negative amount', { id: 1, phone: '+14155550132', credits: -4 }, {}, 2],
    ['no amount', { id: 1, phone: '+14155550132' }, {}, 2],
    ['a clear miss', { id: 1 }, {}, 0],
    ['a miss with an amount', { id: 1, credits: 1 }, {}, 1],
    ['an answer that is not understood', { hello: 1 }, {}, null],
  ])('%s', (_name, body, headers, credits) => {
    expect(classifyAnswer(minimal(), answer(200, body, headers), null).credits).toBe(credits);
  });

  it('is unknown for a found number without a fitting case', () => {
    const definition = minimal({ price: { reserve: 3, cases: [{ creditsHeader: 'X-Spent' }] } });
    const found = { id: 1, phone: '+14155550132' };
    expect(classifyAnswer(definition, answer(200, found), null).credits).toBeNull();
    expect(classifyAnswer(definition, answer(200, found, { 'x-spent': '2' }), null).credits).toBe(2);
  });
});

describe('an integer beyond what a double holds', () => {
  it('keeps every digit', () => {
    const definition = minimal({ rules: [{ at: 'request', is: '9007199254740993123', then: 'out_of_credits' }] });
    const reading = classifyAnswer(definition, answer(200, '{"request": 9007199254740993123}'), null);
    expect(reading.outcome).toBe('out_of_credits');
  });
});

describe('any answer at all', () => {
  it('never crashes, and never yields a number that the answer does not contain', () => {
    const json = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value));
    const body = fc.oneof(json, fc.string(), fc.constant(`${'['.repeat(100_000)}`));
    fc.assert(
      fc.property(
        fc.constantFrom(...directory),
        fc.integer({ min: 100, max: 599 }),
        body,
        (definition, status, text) => {
          const reading = classifyAnswer(definition, { status, headers: {}, body: text }, 'US');
          const digits = text.replaceAll(/\D/gu, '');
          for (const { phone } of reading.numbers) {
            expect(digits).toContain(phone.e164.slice(-7));
          }
          expect(reading.outcome === 'found').toBe(reading.numbers.some(({ doNotCall }) => !doNotCall));
        },
      ),
      { numRuns: 300 },
    );
  });
});
