import { type ImportFix, type ImportTarget, importFields, leadCreateSchema } from '@tinygenesy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportPlan, JudgedRow } from '../types.ts';
import { createJudge } from './createJudge.ts';
import { longest, mostCustomFields, mostTags } from './limits.ts';

const targets: (ImportTarget | null)[] = [...importFields.filter((field) => field !== 'fullName'), 'custom:Note', null];
const headerOf = (target: ImportTarget | null): string => `the ${target ?? 'rest'}`;

function plan(options: Partial<ImportPlan> & { targets?: (ImportTarget | null)[] } = {}): ImportPlan {
  const { targets: own = targets, ...rest } = options;
  return {
    encoding: 'utf-8',
    delimiter: ',',
    hasHeader: true,
    columns: own.map((target) => ({ header: headerOf(target), target })),
    defaultCountryCode: null,
    allowWithoutEmail: false,
    fixes: [],
    isSpreadsheetExport: false,
    ...rest,
  };
}

type Row = Partial<Record<ImportTarget, string>>;

/** Judges one row, given by what its columns become. */
function judge(row: Row, options: Parameters<typeof plan>[0] = {}): JudgedRow {
  const own = plan(options);
  const cells = own.columns.map(({ target }) => (target === null ? '' : (row[target] ?? '')));
  return createJudge(own)({ row: 1, line: 2, cells, fault: null });
}
const codesOf = ({ issues }: JudgedRow): string[] => issues.map(({ code }) => code);
const email = 'ana@example.org';

test('a row is told with its cells as they are in the file', () => {
  const { row, line, cells } = judge({ email: ' Ana@Example.org ' });
  expect({ row, line }).toEqual({ row: 1, line: 2 });
  expect(cells).toContain(' Ana@Example.org ');
});

test('an issue names its cell, what is wrong with it and what becomes of it', () => {
  expect(judge({ email, phoneNumber: 'call Eva' }).issues).toEqual([
    {
      code: 'impossible_phone',
      severity: 'warning',
      field: 'phoneNumber',
      header: 'the phoneNumber',
      value: 'call Eva',
      text: 'Not a possible phone number. The phone number stays empty, the text is kept in the custom field "the phoneNumber".',
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
    'an unusual but possible phone goes in',
    { phoneNumber: '+44 7700 900123' },
    { phone: { phoneNumber: '+447700900123', phoneExtension: null, phoneType: null, phoneCountry: null } },
    [],
  ],
  [
    'a phone is read with the country of its row',
    { phoneNumber: '030 23125017', countryCode: 'Deutschland' },
    { countryCode: 'DE', phone: expect.objectContaining({ phoneNumber: '+493023125017' }) },
    [],
  ],
  [
    'a rounded phone is kept as text',
    { phoneNumber: '3,46E+10', countryCode: 'ES' },
    { phone: null, custom: { 'the phoneNumber': '3,46E+10' } },
    ['phone_damaged_by_spreadsheet'],
  ],
  ['years have a decimal comma', { yearsInRole: '3,5' }, { yearsInRole: 3.5 }, []],
  [
    'years beyond reason are kept as text',
    { yearsInRole: '2014' },
    { yearsInRole: null, custom: { 'the yearsInRole': '2014' } },
    ['invalid_number'],
  ],
  ['tags are cut apart', { tags: ' a; b ,a,' }, { tags: ['a', 'b'] }, []],
  ['no is no', { doNotContact: 'nein' }, { doNotContact: false }, []],
  [
    'what is neither yes nor no counts as yes',
    { doNotContact: '2024-05-01' },
    { doNotContact: true, custom: { 'the doNotContact': '2024-05-01' } },
    ['unclear_yes_no'],
  ],
  ['mojibake goes in as it is, and is told', { lastName: 'MuÃ±oz' }, { lastName: 'MuÃ±oz' }, ['mojibake']],
];
test.each(values)('%s', (_what, row, lead, codes) => {
  const judged = judge({ email, ...row });
  expect(judged.lead).toMatchObject(lead);
  expect(codesOf(judged)).toEqual(codes);
});

test('the default country stands in where the cell is blank, and nowhere else', () => {
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

test('a full name is split, and told where that is a guess', () => {
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

describe('who a row is', () => {
  const link = 'linkedin.com/in/ana';
  const cases: [what: string, row: Row, allowWithoutEmail: boolean, code: string | null][] = [
    ['no e-mail', { firstName: 'Ana', companyName: 'Acme' }, false, 'missing_email'],
    ['no e-mail but a name and a company, if allowed', { firstName: 'Ana', companyName: 'Acme' }, true, null],
    ['no e-mail but a LinkedIn address, if allowed', { linkedinUrl: link }, true, null],
    ['no e-mail and a name alone', { firstName: 'Ana' }, true, 'no_identity'],
    ['no e-mail and a LinkedIn address that is none', { linkedinUrl: 'ana' }, true, 'no_identity'],
    ['a wrong e-mail', { email: 'ana', linkedinUrl: link }, true, 'invalid_email'],
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

describe('how many cells a row has', () => {
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

  test('what could not be read is told as the reading told it', () => {
    const fault = { code: 'unclosed_quote', text: 'Never closed.' } as const;
    const judged = createJudge(two)({ row: 1, line: 2, cells: [email, 'CTO'], fault });
    expect(judged).toMatchObject({ lead: null, issues: [{ code: 'unclosed_quote', text: 'Never closed.' }] });
  });
});

describe('what is too long is cut and told', () => {
  const cut: [target: ImportTarget, most: number, read: (judged: JudgedRow) => unknown][] = [
    ['firstName', longest.name, ({ lead }) => lead?.firstName],
    ['lastName', longest.name, ({ lead }) => lead?.lastName],
    ['jobTitle', longest.words, ({ lead }) => lead?.jobTitle],
    ['companyName', longest.words, ({ lead }) => lead?.companyName],
    ['tags', longest.tag, ({ lead }) => lead?.tags[0]],
    ['custom:Note', longest.custom, ({ lead }) => lead?.custom['Note']],
  ];
  test.each(cut)('%s at %s characters, as the contract has it', (target, most, read) => {
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

  test('custom fields by their number', () => {
    const many = Array.from({ length: mostCustomFields + 1 }, (_, place): ImportTarget => `custom:c${place}`);
    const row: Row = { email, phoneNumber: 'call Eva', ...Object.fromEntries(many.map((target) => [target, 'x'])) };
    const judged = judge(row, { targets: ['email', 'phoneNumber', ...many] });
    expect(codesOf(judged)).toEqual(['too_many_custom_fields', 'impossible_phone']);
    expect(judged.issues[1]?.text).toContain('too many custom fields');
    expect(Object.keys(judged.lead?.custom ?? {})).toHaveLength(mostCustomFields);
    const written = Object.fromEntries(many.map((target) => [target, 'x']));
    expect(leadCreateSchema.shape.custom.safeParse(written).success).toBe(false);
  });

  test('tags by their number', () => {
    const many = Array.from({ length: mostTags + 1 }, (_, place) => `t${place}`);
    const judged = judge({ email, tags: many.join(';') });
    expect(codesOf(judged)).toEqual(['too_many_tags']);
    expect(judged.lead?.tags).toEqual(many.slice(0, mostTags));
    expect(leadCreateSchema.shape.tags.safeParse(many).success).toBe(false);
  });
});

describe('corrections', () => {
  const cases: [what: string, row: Row, fixes: ImportFix[], lead: object | null, codes: string[]][] = [
    ['a cell of a row gets a value', { email: 'ana' }, [{ row: 1, field: 'email', value: email }], { email }, []],
    ['a corrected cell is judged again', { email }, [{ row: 1, field: 'email', value: 'x' }], null, ['invalid_email']],
    [
      'a cell of a row is emptied',
      { email, phoneNumber: 'x' },
      [{ row: 1, field: 'phoneNumber', action: 'blank' }],
      { phone: null, custom: {} },
      [],
    ],
    [
      'a cell of a row is repaired',
      { email, lastName: 'PeÃ±a' },
      [{ row: 1, field: 'lastName', action: 'repair' }],
      { lastName: 'Peña' },
      [],
    ],
    ['a row is left out', { email }, [{ row: 1, action: 'skip' }], null, ['left_out']],
    [
      'other rows are let be',
      { email },
      [
        { row: 2, action: 'skip' },
        { row: 3, field: 'email', value: 'x' },
      ],
      { email },
      [],
    ],
    [
      'all cells with a problem get a value',
      { email, countryCode: 'XXX' },
      [{ code: 'unknown_country', field: 'countryCode', value: 'España' }],
      { countryCode: 'ES', countryRaw: null },
      ['corrected'],
    ],
    [
      'all cells with a problem are emptied',
      { email, countryCode: '12' },
      [{ code: 'unknown_country', action: 'blank' }],
      { countryCode: null, countryRaw: null },
      ['corrected'],
    ],
    [
      'all cells with a problem are repaired',
      { email, firstName: 'IÃ±aki', lastName: 'PeÃ±a' },
      [{ code: 'mojibake', action: 'repair' }],
      { firstName: 'Iñaki', lastName: 'Peña' },
      ['corrected', 'corrected'],
    ],
    [
      'only those of one field',
      { email, firstName: 'IÃ±aki', lastName: 'PeÃ±a' },
      [{ code: 'mojibake', field: 'lastName', action: 'repair' }],
      { firstName: 'IÃ±aki', lastName: 'Peña' },
      ['mojibake', 'corrected'],
    ],
    [
      'all rows with a problem are left out',
      { email: 'x' },
      [{ code: 'invalid_email', action: 'skip' }],
      null,
      ['left_out'],
    ],
    [
      'rows without it are let be',
      { email, countryCode: 'ES' },
      [{ code: 'unknown_country', action: 'skip' }],
      { countryCode: 'ES' },
      [],
    ],
    [
      'a row’s own correction wins',
      { email, countryCode: 'XXX' },
      [
        { code: 'unknown_country', field: 'countryCode', value: 'FR' },
        { row: 1, field: 'countryCode', value: 'ES' },
      ],
      { countryCode: 'ES' },
      [],
    ],
    [
      'also when it is wrong itself',
      { email, countryCode: 'XXX' },
      [
        { code: 'unknown_country', field: 'countryCode', value: 'FR' },
        { row: 1, field: 'countryCode', value: 'YYY' },
      ],
      { countryCode: null, countryRaw: 'YYY' },
      ['unknown_country'],
    ],
    [
      'one may bring up another',
      { email, countryCode: 'Ã‘Ã‘' },
      [{ code: 'unknown_country', action: 'repair' }],
      { countryCode: null, countryRaw: 'ÑÑ' },
      ['unknown_country', 'corrected'],
    ],
    [
      'one that changes nothing ends',
      { email: 'x' },
      [{ code: 'invalid_email', field: 'email', value: 'x' }],
      null,
      ['invalid_email'],
    ],
    [
      'a problem of another field is let be',
      { email: 'x' },
      [{ code: 'invalid_email', field: 'lastName', value: 'x' }],
      null,
      ['invalid_email'],
    ],
    [
      'of two for one problem the later counts',
      { email, countryCode: 'XXX' },
      [
        { code: 'unknown_country', action: 'blank' },
        { code: 'unknown_country', field: 'countryCode', value: 'ES' },
      ],
      { countryCode: 'ES' },
      ['corrected'],
    ],
    [
      'a missing e-mail is given',
      { firstName: 'Ana' },
      [{ row: 1, field: 'email', value: email }],
      { email, firstName: 'Ana' },
      [],
    ],
  ];
  test.each(cases)('%s', (_what, row, fixes, lead, codes) => {
    const judged = judge(row, { fixes });
    expect(judged.lead).toEqual(lead && { ...judged.lead, ...lead });
    expect(codesOf(judged)).toEqual(codes);
  });

  test('what was corrected with others of its kind is told at the row', () => {
    const fixes: ImportFix[] = [
      { code: 'mojibake', action: 'repair' },
      { code: 'unknown_country', action: 'blank' },
    ];
    const { issues } = judge({ email, lastName: 'PeÃ±a', countryCode: '12' }, { fixes });
    const note = { code: 'corrected', severity: 'note' };
    expect(issues).toMatchObject([
      { ...note, field: 'lastName', value: 'Peña', text: 'The file has "PeÃ±a". Changed by your correction.' },
      { ...note, field: 'countryCode', value: '', text: 'The file has "12". Emptied by your correction.' },
    ]);
  });

  test('a field that no column becomes can be given, by row', () => {
    const options = { targets: ['email'] satisfies ImportTarget[] };
    const fixes: ImportFix[] = [
      { row: 1, field: 'jobTitle', value: 'CTO' },
      { row: 1, field: 'custom:Note', value: 'hi' },
    ];
    expect(judge({ email }, { ...options, fixes }).lead).toMatchObject({ jobTitle: 'CTO', custom: { Note: 'hi' } });
  });

  test('a row that can’t be read can be left out', () => {
    const fault = { code: 'unclosed_quote', text: 'Never closed.' } as const;
    const judging = createJudge(plan({ fixes: [{ code: 'unclosed_quote', action: 'skip' }] }));
    expect(codesOf(judging({ row: 1, line: 2, cells: [email], fault }))).toEqual(['left_out']);
  });
});

test('custom fields called like parts of every object are custom fields', () => {
  const own: ImportTarget[] = ['email', 'custom:__proto__', 'custom:constructor'];
  const { lead } = judge({ email, 'custom:__proto__': 'a', 'custom:constructor': 'b' }, { targets: own });
  expect(Object.entries(lead?.custom ?? {})).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});

test('whatever stands in a file: a row is a lead that can be stored, or an error says why not', () => {
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
      const { phone, countryRaw, ...fields } = lead;
      const written = { ...fields, phoneNumber: phone?.phoneNumber ?? null };
      expect(leadCreateSchema.safeParse(written).error?.issues ?? []).toEqual([]);
      expect(JSON.stringify(lead)).not.toMatch(/\\u0000|\\ud[89a-f]/u);
      expect(countryRaw === null || lead.countryCode === null).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(leads).toBeGreaterThan(10);
});
