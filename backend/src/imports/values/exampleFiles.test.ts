import { readFileSync } from 'node:fs';
import path from 'node:path';
import { importFields } from '@tinygenesy/contract';
import { describe, expect, test } from 'vitest';
import { rootDir } from '../../rootDir.ts';
import type { JudgedRow, RowLead } from '../types.ts';
import { createJudge } from './createJudge.ts';
import { readExample } from './fixtures/readExample.ts';

const judged = async (name: string): Promise<JudgedRow[]> => {
  const { plan, records } = await readExample(name);
  return records.map(createJudge(plan));
};
const withProblems = await judged('leads-with-problems.csv');
const reserved = /@(?:[a-z0-9-]+\.example|example\.(?:com|org|net))$/u;

describe.each([
  { name: 'leads.csv', encoding: 'utf-8', delimiter: ',', rows: 200, countries: 25 },
  { name: 'leads-excel-de.csv', encoding: 'windows-1252', delimiter: ';', rows: 40, countries: 3 },
  { name: 'leads-utf16.csv', encoding: 'utf-16le', delimiter: '\t', rows: 30, countries: 9 },
])('$name', ({ name, encoding, delimiter, rows, countries }) => {
  test('is read with the right encoding and delimiter, and its columns are recognized', async () => {
    const { reading, plan } = await readExample(name);
    expect(reading).toMatchObject({ encoding, delimiter, hasHeader: true });
    const unknown = plan.columns.filter(({ target }) => !importFields.some((field) => field === target));
    expect(unknown.map(({ target }) => target)).toEqual(name.includes('de') ? ['custom:Umsatz (Mio. €)'] : []);
  });

  test('has no issues: every row is a distinct lead', async () => {
    const all = await judged(name);
    expect(all.flatMap(({ issues }) => issues)).toEqual([]);
    const leads = all.flatMap(({ lead }) => lead ?? []);
    expect(new Set(leads.map(({ email }) => email)).size).toBe(rows);
    expect(new Set(leads.map(({ countryCode }) => countryCode)).size).toBe(countries);
    expect(leads.filter(({ email }) => !reserved.test(email ?? ''))).toEqual([]);
  });
});

test('leads-excel-de.csv has its umlauts, and its decimal commas are numbers', async () => {
  const [first, second] = await judged('leads-excel-de.csv');
  expect(first?.lead).toMatchObject({ firstName: 'Änne', companyName: 'Müller & Söhne GmbH', countryCode: 'DE' });
  expect(first?.lead?.phone?.phoneNumber).toBe('+493023125000');
  expect(second?.lead).toMatchObject({ companyName: 'Bäckerei „Zum Muster“', yearsInRole: 3.5 });
});

describe('leads-with-problems.csv', () => {
  /** The issues of each line according to the README of the examples. */
  const promised = readFileSync(path.join(rootDir, 'examples/README.md'), 'utf8')
    .split('\n')
    .flatMap((text) => {
      const [, line, , , told = ''] = text.split('|').map((cell) => cell.trim());
      return /^\d+$/u.test(line ?? '') ? [{ line: Number(line), told: told.match(/[a-z_]+/gu) ?? [] }] : [];
    });

  test('exactly the lines in the README have issues, with the codes given there', () => {
    expect(withProblems.map(({ line, issues }) => ({ line, told: issues.map(({ code }) => code) }))).toEqual(promised);
    expect(withProblems.flatMap(({ lead }) => lead?.email ?? []).filter((email) => !reserved.test(email))).toEqual([]);
  });

  const becomes: Record<number, Partial<Omit<RowLead, 'phone'>> & { phone?: Partial<RowLead['phone']> }> = {
    3: { countryCode: null, countryRaw: 'XXX' },
    6: { countryCode: 'ES', countryRaw: null },
    7: { countryCode: 'GB' },
    8: { countryCode: 'DE' },
    9: { countryCode: 'US' },
    10: { countryCode: 'FR' },
    11: { countryCode: 'ES' },
    12: { countryCode: 'PT' },
    16: { email: 'ola.example@example.com' },
    17: { email: 'pia.example@example.org' },
    18: { email: 'quin.example@example.org' },
    19: { email: 'rae.example@example.org' },
    20: { email: 'sam.example@example.org' },
    21: { email: 'ana.example@example.com' },
    22: { phone: null, custom: expect.objectContaining({ Phone: '1.20256E+10' }) as Record<string, string> },
    23: { phone: null, custom: expect.objectContaining({ Phone: 'ask at the desk' }) as Record<string, string> },
    24: { phone: { phoneNumber: '+493023125017' } },
    25: { phone: null },
    26: { phone: { phoneNumber: '+12025550124', phoneExtension: '12' } },
    27: { phone: { phoneNumber: '+447700900125' } },
    28: { phone: { phoneNumber: '+12025550126' } },
    29: { phone: { phoneNumber: '+12025550127' } },
    30: { phone: { phoneNumber: '+12025550129' } },
    31: { firstName: 'IÃ±aki' },
    33: { firstName: 'نور', lastName: 'مثال 👩‍💻' },
    34: { firstName: null },
    35: { jobTitle: null, companyName: null, companyWebsite: null, countryCode: null, countryRaw: null, phone: null },
    36: { jobTitle: 'Head of Sales' },
    38: { companyName: 'The "Quiet" Office, Inc.' },
    39: { companyName: '=1+1' },
    41: { email: 'ned.example@example.net', companyName: null },
    43: { linkedinUrl: null },
    44: { linkedinUrl: 'https://www.linkedin.com/in/example-person-43' },
    45: { companyWebsite: null },
    46: { companyWebsite: 'example.com' },
    47: { yearsInRole: 3.5 },
    48: { yearsInRole: 2.5 },
    49: { yearsInRole: null },
    50: { tags: ['trade fair', 'newsletter', 'vip'] },
    51: { doNotContact: true },
    52: { doNotContact: true },
    53: { countryCode: 'NO' },
    56: { countryCode: 'CL' },
    58: { countryCode: 'PE' },
  };
  test.each(Object.entries(becomes))('line %s is imported as the README says', (line, expected) => {
    const row = withProblems.find((one) => one.line === Number(line));
    expect(row?.lead).toMatchObject(expected);
  });

  test('rows that can’t be imported have no lead', () => {
    const out = withProblems.filter(({ lead }) => lead === null).map(({ line }) => line);
    expect(out).toEqual([13, 14, 15, 40, 57]);
  });
});
