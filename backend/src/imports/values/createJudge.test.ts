import { type ImportFix, type ImportTarget, leadCreateSchema } from '@tinygenesy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unusualDetail } from '../../leads/unusualDetail.ts';
import type { JudgedRow } from '../types.ts';
import { createJudge } from './createJudge.ts';
import { codesOf, email, judge, plan, type Row, targets } from './fixtures/judgeRow.ts';
import { longest, mostCustomFields, mostTags } from './limits.ts';

test('a row has its cells as they are in the file', () => {
  const { row, line, cells } = judge({ email: ' Ana@Example.org ' });
  expect({ row, line }).toEqual({ row: 1, line: 2 });
  expect(cells).toContain(' Ana@Example.org ');
});

test('an issue names its cell, the problem and the imported value', () => {
  expect(judge({ email, phoneNumber: 'call Eva' }).issues).toEqual([
    {
      code: 'impossible_phone',
      severity: 'warning',
      field: 'phoneNumber',
      header: 'the phoneNumber',
      value: 'call Eva',
      text: 'Not a possible phone number. The phone number stays empty, the text is kept in the custom field “the phoneNumber”.',
    },
  ]);
});

const values: [what: string, row: Row, lead: object, codes: string[]][] = [
  ['text keeps accents, emoji and direction', { firstName: ' Iñaki 👩‍💻 نور ' }, { firstName: 'Iñaki 👩‍💻 نور' }, []],
  ['control characters and line ends leave text', { lastName: 'A\0na\r\nB\u0007' }, { lastName: 'Ana B' }, []],
  ['custom fields keep their lines', { 'custom:Note': 'a\nb\0' }, { custom: { Note: 'a\nb' } }, []],
  [
    'blank words are blank',
    { firstName: 'NULL', jobTitle: 'N/A', 'custom:Note': '-' },
    { jobTitle: null, custom: {} },
    [],
  ],
  ['errors of spreadsheets are blank', { jobTitle: '#REF!' }, { jobTitle: null }, ['spreadsheet_error']],
  ['a quote mark is part of a value', { companyName: "'=1+1" }, { companyName: "'=1+1" }, []],
  [
    'an unusual but possible phone number is imported, and marked',
    { phoneNumber: '+44 7700 900123' },
    { phone: { phoneNumber: '+447700900123', phoneDetail: unusualDetail(null) } },
    [],
  ],
  [
    'a phone number is read with the country of its row',
    { phoneNumber: '030 23125017', countryCode: 'Deutschland' },
    { countryCode: 'DE', phone: expect.objectContaining({ phoneNumber: '+493023125017' }) },
    [],
  ],
  [
    'a rounded phone number is kept as text',
    { phoneNumber: '3,46E+10', countryCode: 'ES' },
    { phone: null, custom: { 'the phoneNumber': '3,46E+10' } },
    ['phone_damaged_by_spreadsheet'],
  ],
  ['years have a decimal comma', { yearsInRole: '3,5' }, { yearsInRole: 3.5 }, []],
  [
    'years above the limit are kept as text',
    { yearsInRole: '2014' },
    { yearsInRole: null, custom: { 'the yearsInRole': '2014' } },
    ['invalid_number'],
  ],
  ['tags are split', { tags: ' a; b ,a,' }, { tags: ['a', 'b'] }, []],
  ['nein is read as no', { doNotContact: 'nein' }, { doNotContact: false }, []],
  [
    'a value that is neither yes nor no is imported as yes',
    { doNotContact: '2024-05-01' },
    { doNotContact: true, custom: { 'the doNotContact': '2024-05-01' } },
    ['unclear_yes_no'],
  ],
  ['mojibake is imported as it is, with a warning', { lastName: 'MuÃ±oz' }, { lastName: 'MuÃ±oz' }, ['mojibake']],
];
test.each(values)('%s', (_what, row, lead, codes) => {
  const judged = judge({ email, ...row });
  expect(judged.lead).toMatchObject(lead);
  expect(codesOf(judged)).toEqual(codes);
});

test('the default country is used only where the cell is blank', () => {
  const options = { defaultCountryCode: 'ES' };
  expect(judge({ email, phoneNumber: '612 345 678' }, options).lead).toMatchObject({
    countryCode: 'ES',
    phone: { phoneNumber: '+34612345678' },
  });
  expect(judge({ email, countryCode: 'XXX', phoneNumber: '612 345 678' }, options).lead).toMatchObject({
    countryCode: null,
    countryRaw: 'XXX',
    phone: null,
  });
});

test('a full name is split, with a note where the split is a guess', () => {
  const full = { targets: ['fullName', 'email'] satisfies ImportTarget[] };
  expect(judge({ email, fullName: 'Ana Pérez' }, full)).toMatchObject({
    lead: { firstName: 'Ana', lastName: 'Pérez' },
    issues: [],
  });
  expect(judge({ email, fullName: 'Pérez García, Ana' }, full)).toMatchObject({
    lead: { firstName: 'Ana', lastName: 'Pérez García' },
    issues: [{ code: 'name_split', severity: 'note' }],
  });
});

describe('the identity of a row', () => {
  const link = 'linkedin.com/in/ana';
  const cases: [what: string, row: Row, allowWithoutEmail: boolean, code: string | null][] = [
    ['no email', { firstName: 'Ana', companyName: 'Acme' }, false, 'missing_email'],
    ['no email but a name and a company, if allowed', { firstName: 'Ana', companyName: 'Acme' }, true, null],
    ['no email but a LinkedIn address, if allowed', { linkedinUrl: link }, true, null],
    ['no email and a name alone', { firstName: 'Ana' }, true, 'no_identity'],
    ['no email and an invalid LinkedIn address', { linkedinUrl: 'ana' }, true, 'no_identity'],
    ['an invalid email', { email: 'ana', linkedinUrl: link }, true, 'invalid_email'],
    ['nothing', {}, true, 'empty_row'],
  ];
  test.each(cases)('%s', (_what, row, allowWithoutEmail, code) => {
    const judged = judge(row, { allowWithoutEmail });
    expect(judged.lead === null).toBe(code !== null);
    expect(judged.issues.filter(({ severity }) => severity === 'error').map((issue) => issue.code)).toEqual(
      code === null ? [] : [code],
    );
  });
});

describe('the number of cells of a row', () => {
  const two = plan({ targets: ['email', 'jobTitle'] });
  const cases: [cells: string[], codes: string[], isLead: boolean][] = [
    [[email, 'CTO'], [], true],
    [[email, 'CTO', '', ' '], [], true],
    [[email, 'CTO', '', 'x'], ['too_many_cells'], false],
    [[email], ['too_few_cells'], true],
    [['', ' '], ['empty_row'], false],
    [[], ['empty_row'], false],
  ];
  test.each(cases)('%j', (cells, codes, isLead) => {
    const judged = createJudge(two)({ row: 1, line: 2, cells, fault: null });
    expect(codesOf(judged)).toEqual(codes);
    expect(judged.lead !== null).toBe(isLead);
  });

  test('a row that could not be read has the issue of the reader', () => {
    const fault = { code: 'unclosed_quote', text: 'Never closed.' } as const;
    const judged = createJudge(two)({ row: 1, line: 2, cells: [email, 'CTO'], fault });
    expect(judged).toMatchObject({ lead: null, issues: [{ code: 'unclosed_quote', text: 'Never closed.' }] });
  });
});

describe('a value that is too long is shortened, with a warning', () => {
  const cut: [target: ImportTarget, most: number, read: (judged: JudgedRow) => unknown][] = [
    ['firstName', longest.name, ({ lead }) => lead?.firstName],
    ['lastName', longest.name, ({ lead }) => lead?.lastName],
    ['jobTitle', longest.words, ({ lead }) => lead?.jobTitle],
    ['companyName', longest.words, ({ lead }) => lead?.companyName],
    ['tags', longest.tag, ({ lead }) => lead?.tags[0]],
    ['custom:Note', longest.custom, ({ lead }) => lead?.custom['Note']],
  ];
  test.each(cut)('%s at %s characters, the contract’s limit', (target, most, read) => {
    const fits = judge({ email, [target]: 'x'.repeat(most) });
    expect([codesOf(fits), read(fits)]).toEqual([[], 'x'.repeat(most)]);
    const long = judge({ email, [target]: `${'x'.repeat(most - 1)}😀y` });
    expect([codesOf(long), read(long)]).toEqual([['too_long'], 'x'.repeat(most - 1)]);

    const written = (text: string) =>
      target === 'tags' ? { tags: [text] } : target === 'custom:Note' ? { custom: { Note: text } } : { [target]: text };
    const schema = leadCreateSchema;
    expect(schema.safeParse(written('x'.repeat(most))).success).toBe(true);
    expect(schema.safeParse(written('x'.repeat(most + 1))).success).toBe(false);
  });

  test('custom fields above the limit', () => {
    const many = Array.from({ length: mostCustomFields + 1 }, (_, place): ImportTarget => `custom:c${place}`);
    const row: Row = { email, phoneNumber: 'call Eva', ...Object.fromEntries(many.map((target) => [target, 'x'])) };
    const judged = judge(row, { targets: ['email', 'phoneNumber', ...many] });
    expect(codesOf(judged)).toEqual(['too_many_custom_fields', 'impossible_phone']);
    expect(judged.issues[1]?.text).toContain('too many custom fields');
    expect(Object.keys(judged.lead?.custom ?? {})).toHaveLength(mostCustomFields);
    const written = Object.fromEntries(many.map((target) => [target, 'x']));
    expect(leadCreateSchema.shape.custom.safeParse(written).success).toBe(false);
  });

  test('tags above the limit', () => {
    const many = Array.from({ length: mostTags + 1 }, (_, place) => `t${place}`);
    const judged = judge({ email, tags: many.join(';') });
    expect(codesOf(judged)).toEqual(['too_many_tags']);
    expect(judged.lead?.tags).toEqual(many.slice(0, mostTags));
    expect(leadCreateSchema.shape.tags.safeParse(many).success).toBe(false);
  });
});

test('custom fields named like object properties are custom fields', () => {
  const own: ImportTarget[] = ['email', 'custom:__proto__', 'custom:constructor'];
  const { lead } = judge({ email, 'custom:__proto__': 'a', 'custom:constructor': 'b' }, { targets: own });
  expect(Object.entries(lead?.custom ?? {})).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});

test('any row becomes a storable lead or has an error', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '',
      email,
      'XXX',
      '3,5',
      '+34 612 345 678',
      'linkedin.com/in/ana',
      'IÃ±aki',
      '\u0000',
      '#REF!',
      'a'.repeat(3_000),
    ),
  );
  const fix = fc.constantFrom<ImportFix>(
    { row: 1, field: 'email', value: email },
    { code: 'unknown_country', action: 'repair' },
    { code: 'impossible_phone', action: 'blank' },
    { code: 'mojibake', action: 'repair' },
  );
  const options = fc.record({
    allowWithoutEmail: fc.boolean(),
    isSpreadsheetExport: fc.boolean(),
    fixes: fc.array(fix, { maxLength: 4 }),
  });
  let leads = 0;
  fc.assert(
    fc.property(fc.array(cell, { maxLength: targets.length + 1 }), options, (cells, settings) => {
      const { lead, issues } = createJudge(plan(settings))({ row: 1, line: 2, cells, fault: null });
      expect(lead === null).toBe(issues.some(({ severity }) => severity === 'error'));
      if (lead === null) return;
      leads += 1;
      const { phone, phones: _, countryRaw, ...fields } = lead;
      const written = { ...fields, phoneNumber: phone?.phoneNumber ?? null };
      expect(leadCreateSchema.safeParse(written).error?.issues ?? []).toEqual([]);
      expect(JSON.stringify(lead)).not.toMatch(/\\u0000|\\ud[89a-f]/u);
      expect(countryRaw === null || lead.countryCode === null).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(leads).toBeGreaterThan(10);
});
