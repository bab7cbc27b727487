import { describe, expect, test } from 'vitest';
import { EnrichError } from './enrichError.ts';
import { enrichHelp, readEnrichOptions } from './enrichOptions.ts';

const read = (line: string) => readEnrichOptions(line.split(' ').filter(Boolean), '/home/ana');

test('file names are relative to the working folder', () => {
  expect(read('leads.csv --out sub/out.csv')).toEqual({
    file: '/home/ana/leads.csv',
    out: '/home/ana/sub/out.csv',
    live: false,
    verifyEmails: false,
    budgetMicros: null,
    mobileOnly: false,
    perLeadMicros: null,
    json: false,
  });
  expect(read('--json --live --out=/tmp/o.csv /tmp/in.csv')).toMatchObject({
    file: '/tmp/in.csv',
    live: true,
    json: true,
  });
});

test('emails are verified only with the option', () => {
  expect(read('a.csv --out b.csv')).toMatchObject({ verifyEmails: false });
  expect(read('a.csv --out b.csv --verify-emails')).toMatchObject({ verifyEmails: true });
});

test.each([
  ['5.00', 5_000_000],
  ['5', 5_000_000],
  ['0,35', 350_000],
  ['0', 0],
  ['1.000001', 1_000_001],
  ['29.99', 29_990_000],
])('a budget of %s', (text, micros) => {
  expect(read(`a.csv --out b.csv --budget ${text}`)).toMatchObject({ budgetMicros: micros });
});

test('options for each lead', () => {
  expect(read('a.csv --out b.csv --mobile-only --max-per-lead 0,50')).toMatchObject({
    mobileOnly: true,
    perLeadMicros: 500_000,
  });
});

describe('refuses', () => {
  test.each([
    ['', /Enter the file/],
    ['a.csv', /--out/],
    ['a.csv b.csv --out c.csv', /one file only/],
    ['a.csv --out c.csv --budget five', /must be an amount/],
    ['a.csv --out c.csv --budget -5', /budget/],
    ['a.csv --out c.csv --budget 1e3', /must be an amount/],
    ['a.csv --out c.csv --max-per-lead x', /--max-per-lead must be an amount/],
    ['a.csv --out c.csv --frob', /Unknown option '--frob'/],
  ])('%j', (line, sentence) => {
    expect(() => read(line)).toThrow(EnrichError);
    expect(() => read(line)).toThrow(sentence);
  });
});

test('the help names every option', () => {
  expect(read('--help')).toBe('help');
  for (const word of [
    '--out',
    '--live',
    '--budget',
    '--mobile-only',
    '--max-per-lead',
    '--json',
    'phone_reason',
    'Ctrl-C',
  ]) {
    expect(enrichHelp).toContain(word);
  }
});
