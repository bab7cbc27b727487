import type { ImportFix, ImportTarget } from '@tinygenesy/contract';
import { describe, expect, test } from 'vitest';
import { createJudge } from './createJudge.ts';
import { codesOf, email, judge, plan, type Row } from './fixtures/judgeRow.ts';

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
    ['a row is excluded', { email }, [{ row: 1, action: 'skip' }], null, ['left_out']],
    [
      'other rows stay unchanged',
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
      'all cells with a problem in one field are repaired',
      { email, firstName: 'IÃ±aki', lastName: 'PeÃ±a' },
      [{ code: 'mojibake', field: 'lastName', action: 'repair' }],
      { firstName: 'IÃ±aki', lastName: 'Peña' },
      ['mojibake', 'corrected'],
    ],
    [
      'all rows with a problem are excluded',
      { email: 'x' },
      [{ code: 'invalid_email', action: 'skip' }],
      null,
      ['left_out'],
    ],
    [
      'rows without the problem stay unchanged',
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
      'a row’s own correction wins even when it is wrong',
      { email, countryCode: 'XXX' },
      [
        { code: 'unknown_country', field: 'countryCode', value: 'FR' },
        { row: 1, field: 'countryCode', value: 'YYY' },
      ],
      { countryCode: null, countryRaw: 'YYY' },
      ['unknown_country'],
    ],
    [
      'a correction may lead to another problem',
      { email, countryCode: 'Ã‘Ã‘' },
      [{ code: 'unknown_country', action: 'repair' }],
      { countryCode: null, countryRaw: 'ÑÑ' },
      ['unknown_country', 'corrected'],
    ],
    [
      'a correction that changes nothing ends',
      { email: 'x' },
      [{ code: 'invalid_email', field: 'email', value: 'x' }],
      null,
      ['invalid_email'],
    ],
    [
      'a problem of another field stays',
      { email: 'x' },
      [{ code: 'invalid_email', field: 'lastName', value: 'x' }],
      null,
      ['invalid_email'],
    ],
    [
      'of two corrections for one problem the later one wins',
      { email, countryCode: 'XXX' },
      [
        { code: 'unknown_country', action: 'blank' },
        { code: 'unknown_country', field: 'countryCode', value: 'ES' },
      ],
      { countryCode: 'ES' },
      ['corrected'],
    ],
    [
      'a correction of one value corrects cells with this value, before one of all',
      { email, countryCode: ' XXX ' },
      [
        { code: 'unknown_country', matches: 'XXX', field: 'countryCode', value: 'ES' },
        { code: 'unknown_country', matches: 'YYY', field: 'countryCode', value: 'PT' },
        { code: 'unknown_country', action: 'blank' },
      ],
      { countryCode: 'ES' },
      ['corrected'],
    ],
    [
      'a correction of another value changes nothing',
      { email, countryCode: 'xxx' },
      [{ code: 'unknown_country', matches: 'XXX', field: 'countryCode', value: 'ES' }],
      { countryCode: null, countryRaw: 'xxx' },
      ['unknown_country'],
    ],
    [
      'a missing email gets a value',
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

  test('a correction of all cells with a problem is a note at the row', () => {
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

  test('a field without a column can get a value in one row', () => {
    const options = { targets: ['email'] satisfies ImportTarget[] };
    const fixes: ImportFix[] = [
      { row: 1, field: 'jobTitle', value: 'CTO' },
      { row: 1, field: 'custom:Note', value: 'hi' },
    ];
    expect(judge({ email }, { ...options, fixes }).lead).toMatchObject({ jobTitle: 'CTO', custom: { Note: 'hi' } });
  });

  test('a row that can’t be read can be excluded', () => {
    const fault = { code: 'unclosed_quote', text: 'Never closed.' } as const;
    const judging = createJudge(plan({ fixes: [{ code: 'unclosed_quote', action: 'skip' }] }));
    expect(codesOf(judging({ row: 1, line: 2, cells: [email], fault }))).toEqual(['left_out']);
  });
});
