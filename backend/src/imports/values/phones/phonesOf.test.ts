import { describe, expect, test } from 'vitest';
import { suggestColumns } from '../../mapping/suggestColumns.ts';
import type { JudgedRow } from '../../types.ts';
import { createJudge } from '../createJudge.ts';

/** Judges a row of these cells with the suggested mapping, beside an email and a country. */
function judged(headers: readonly string[], cells: readonly string[], country = ''): JudgedRow {
  const all = ['Email', ...headers, 'Country'];
  const row = ['pia@phones.example', ...cells, country];
  const columns = suggestColumns(all, all, [row], true).map(({ header, suggested }) => ({ header, target: suggested }));
  const plan = {
    encoding: 'utf-8',
    delimiter: ',',
    hasHeader: true,
    dialect: 'standard',
    startLine: 1,
    strayEncoding: null,
  } as const;
  const rules = { defaultCountryCode: null, allowWithoutEmail: false, fixes: [], isSpreadsheetExport: false };
  return createJudge({ ...plan, ...rules, columns })({ row: 1, line: 2, cells: row, fault: null });
}

function numbersOf({ lead }: JudgedRow): [number: string | null, further: string[]] {
  const chosen = lead?.phone?.phoneNumber ?? null;
  return [chosen, (lead?.phones ?? []).map(({ number }) => number).filter((number) => number !== chosen)];
}
const codesOf = ({ issues }: JudgedRow): string[] => issues.map(({ code }) => code).toSorted();

describe('columns', () => {
  const columns: [
    what: string,
    headers: string[],
    cells: string[],
    number: string | null,
    further: string[],
    told: string[],
  ][] = [
    [
      'mobile before direct before work before other before home',
      ['Home Phone', 'Other Phone', 'Work Phone', 'Direct Phone', 'Mobile'],
      ['+34911111115', '+34911111114', '+34911111113', '+34911111112', '+34611111111'],
      '+34611111111',
      ['+34911111112', '+34911111113', '+34911111114', '+34911111115'],
      [],
    ],
    [
      'the next one where the first is blank',
      ['Mobile', 'Direct Phone', 'Work Phone'],
      ['', '', '+34911111113'],
      '+34911111113',
      [],
      [],
    ],
    [
      'the next one where the first can’t be read',
      ['Mobile', 'Office Phone'],
      ['ask Eva', '+34911111113'],
      '+34911111113',
      [],
      ['impossible_phone', 'other_phone_column'],
    ],
    [
      'German names',
      ['Telefon geschäftlich', 'Handy'],
      ['+49301234567', '+491711234567'],
      '+491711234567',
      ['+49301234567'],
      [],
    ],
    [
      'Spanish names',
      ['Teléfono trabajo', 'Teléfono móvil'],
      ['+34911111113', '+34611111111'],
      '+34611111111',
      ['+34911111113'],
      [],
    ],
    [
      'French names',
      ['Téléphone bureau', 'Téléphone portable'],
      ['+33123456789', '+33612345678'],
      '+33612345678',
      ['+33123456789'],
      [],
    ],
    [
      'numbered columns',
      ['Phone 1', 'Phone 2', 'Phone 3'],
      ['+34911111111', '+34611111112', '+34611111113'],
      '+34911111111',
      ['+34611111112', '+34611111113'],
      [],
    ],
    [
      'labels beside numbers',
      ['Phone 1 - Label', 'Phone 1 - Value', 'Phone 2 - Label', 'Phone 2 - Value'],
      ['Work', '+34911111111', 'Mobile', '+34611111112'],
      '+34611111112',
      ['+34911111111'],
      ['other_phone_column'],
    ],
    [
      'types beside numbers',
      ['Phone 1', 'Phone 1 Type', 'Phone 2', 'Phone 2 Type'],
      ['+34911111111', 'direct', '+34611111112', 'mobile'],
      '+34611111112',
      ['+34911111111'],
      ['other_phone_column'],
    ],
    [
      'a fax label',
      ['Phone 1 - Type', 'Phone 1 - Value', 'Phone 2 - Type', 'Phone 2 - Value'],
      ['Work Fax', '+34911111111', 'Mobile', '+34611111112'],
      '+34611111112',
      [],
      ['not_persons_phone', 'other_phone_column'],
    ],
    ['the company’s number', ['Company Phone', 'Mobile'], ['+34911111111', ''], null, [], []],
    ['the company’s number alone', ['Company Phone'], ['+34911111111'], null, [], []],
    [
      'numbers of headquarters and switchboards',
      ['HQ Phone', 'Switchboard', 'Account Phone', 'Phone'],
      ['+34911111111', '+34911111112', '+34911111113', '+34911111114'],
      '+34911111114',
      [],
      [],
    ],
    [
      'a company’s number in German',
      ['Firmentelefon', 'Telefonzentrale', 'Mobil'],
      ['+49301234567', '+49301234568', ''],
      null,
      [],
      [],
    ],
    [
      'fax and assistant',
      ['Fax', 'Business Fax', 'Assistant’s Phone', 'Business Phone'],
      ['+34911111111', '+34911111112', '+34911111113', '+34911111114'],
      '+34911111114',
      [],
      [],
    ],
    [
      'do not call',
      ['Mobile', 'Mobile DNC', 'Work Phone'],
      ['+34611111111', 'true', '+34911111113'],
      '+34911111113',
      ['+34611111111'],
      ['do_not_call_phone', 'other_phone_column'],
    ],
  ];
  test.each(columns)('%s', (_what, headers, cells, number, further, codes) => {
    const row = judged(headers, cells);
    expect(numbersOf(row)).toEqual([number, further]);
    expect(codesOf(row)).toEqual(codes.toSorted());
  });
});

describe('texts', () => {
  test.each([
    ['089 901820/21', 'DE', '+4989901820', ['uncertain_phone']],
    ['+49 89 901820-21', '', '+4989901820', ['uncertain_phone']],
    ['4921123456', 'DE', '+494921123456', ['uncertain_phone']],
    ['1711234567', 'DE', '+491711234567', ['unusual_phone']],
    ['+55 11 8765 4321', '', '+5511987654321', ['converted_phone']],
    ['+225 07 12 34 56', '', '+2250707123456', ['converted_phone']],
    ['011 15-2345-6789', 'AR', '+5491123456789', []],
    ['1-800-FLOWERS', 'US', '+18003569377', ['converted_phone']],
    ['+34 999 999 999', '', '+34999999999', ['unusual_phone']],
    ['4.92E+11', 'DE', null, ['phone_damaged_by_spreadsheet']],
    ['901820/21', 'DE', null, ['impossible_phone']],
    ['612 345 678', '', null, ['impossible_phone']],
  ])('%s in "%s"', (text, country, number, codes) => {
    const row = judged(['Phone'], [text], country);
    expect(numbersOf(row)[0]).toBe(number);
    expect(codesOf(row)).toEqual(codes);
    expect(row.lead?.custom['Phone'] ?? null).toBe(number === null || text.includes('01820') ? text : null);
  });

  test('an apostrophe before a number in a custom field is removed, before a name it stays', () => {
    const { lead } = judged(['Corporate Phone', 'Nickname'], ["'+1 415-555-0199", "'t Hooft"]);
    expect(lead?.custom).toEqual({ 'Corporate Phone': '+1 415-555-0199', Nickname: "'t Hooft" });
  });
});

describe('a part of the number in a column of its own', () => {
  test.each([
    [['Phone', 'Ext'], ['+1 415 555 0161', '12'], '+14155550161 x12'],
    [['Work Phone', 'Work Phone Extension', 'Mobile'], ['+1 415 555 0161', 'x12', ''], '+14155550161 x12'],
    [['Phone', 'Ext'], ['+1 415 555 0161 x3', '12'], '+14155550161 x3'],
    [['Phone', 'Ext'], ['+1 415 555 0161', ''], '+14155550161'],
    [['Dial code', 'Mobile'], ['+34', '612 345 678'], '+34612345678'],
    [['Phone Country Code', 'Phone'], ['44', '07911 123456'], '+447911123456'],
    [['Mobile', 'Prefix'], ['612345678', '0034'], '+34612345678'],
    [['Country Code', 'Phone'], ['+34', '34612345678'], '+34612345678'],
    [['Country Code', 'Phone'], ['+34', '+447911123456'], '+447911123456'],
  ])('%j %j', (headers, cells, number) => {
    const phone = judged(headers, cells).lead?.phone;
    const extension = phone?.phoneExtension == null ? '' : ` x${phone.phoneExtension}`;
    expect(`${phone?.phoneNumber ?? ''}${extension}`).toBe(number);
  });
});
