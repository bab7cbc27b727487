import { describe, expect, test } from 'vitest';
import { planRows } from './planRows.ts';

const header = [
  'First name',
  'Last name',
  'Name',
  'E-mail',
  'Company',
  'Website',
  'Country',
  'Phone',
  'LinkedIn',
  'phone_reason',
];
type Cells = Partial<Record<(typeof header)[number], string>>;
const plan = (...rows: Cells[]) =>
  planRows({ header, rows: rows.map((cells) => header.map((name) => cells[name] ?? '')) });
const leadOf = (cells: Cells) => plan({ 'E-mail': 'a@b.es', ...cells }).leads[0];

describe('which row is a lead', () => {
  test.each<[Cells]>([
    [{ 'E-mail': 'a@b.es' }],
    [{ LinkedIn: 'https://www.linkedin.com/in/ana' }],
    [{ 'First name': 'Ana', Company: 'Acme' }],
    [{ Name: 'Ana', Company: 'Acme' }],
  ])('%j is one', (cells) => {
    expect(plan(cells).rows).toEqual([{ lead: 0 }]);
  });

  test.each<[Cells, RegExp]>([
    [{}, /empty/],
    [{ Name: '  ' }, /empty/],
    [{ Name: 'Ana Pérez' }, /needs an e-mail/],
    [{ Company: 'Acme', Website: 'acme.es' }, /needs an e-mail/],
    [{ Name: 'Ana', LinkedIn: 'ana-perez' }, /needs an e-mail/],
    [{ 'E-mail': 'ana(at)b.es', Name: 'Ana', Company: 'Acme' }, /must look like name@company/],
    [{ 'E-mail': 'n/a', Name: 'Ana' }, /needs an e-mail/],
  ])('%j is none', (cells, reason) => {
    const { leads, rows } = plan(cells);
    expect(leads).toEqual([]);
    expect(rows).toEqual([{ invalid: expect.stringMatching(reason) }]);
  });
});

describe('what a lead gets', () => {
  test.each<[Cells, object]>([
    [{ Name: 'Ana María  Pérez' }, { firstName: 'Ana', lastName: 'María Pérez' }],
    [{ Name: 'Pérez, Ana' }, { firstName: 'Ana', lastName: 'Pérez' }],
    [{ Name: 'ignored', 'Last name': 'Pérez' }, { lastName: 'Pérez' }],
    [{ 'E-mail': 'Ana <ana@b.es>' }, { email: 'ana@b.es' }],
    [{ 'E-mail': 'mailto:ana@b.es' }, { email: 'ana@b.es' }],
    [{ Website: 'https://www.acme.es/team?x' }, { companyWebsite: 'acme.es' }],
    [{ Country: 'España' }, { countryCode: 'ES' }],
    [{ Country: 'allemagne' }, { countryCode: 'DE' }],
    [{ Country: 'gb' }, { countryCode: 'GB' }],
    [{ Country: 'UK' }, { countryCode: 'GB' }],
    [
      { Country: 'España', Phone: '612 345 678' },
      { countryCode: 'ES', phoneNumber: '612 345 678' },
    ],
  ])('%j', (cells, lead) => {
    expect(leadOf(cells)).toEqual({ email: 'a@b.es', ...lead });
  });

  test.each<[Cells]>([
    [{ Website: 'no website' }],
    [{ Country: 'Atlantis' }],
    [{ Phone: '612 345 678' }],
    [{ Phone: 'call me' }],
    [{ 'First name': 'x'.repeat(300) }],
    [{ Phone: '+34 612 345 678', phone_reason: 'Made up by the sandbox' }],
  ])('%j leaves out what can not be understood, and keeps the lead', (cells) => {
    expect(leadOf(cells)).toEqual({ email: 'a@b.es' });
  });
});

test('rows with the same e-mail are one lead, others are not', () => {
  const { leads, rows } = plan(
    { 'E-mail': 'a@b.es', Name: 'Ana' },
    { 'E-mail': ' A@B.ES ', Name: 'Another' },
    { Name: 'Ana', Company: 'Acme' },
    { Name: 'Ana', Company: 'Acme', Website: 'acme.es' },
    { Name: 'Ana', Company: 'Acme' },
    { LinkedIn: 'https://linkedin.com/in/ana' },
    { LinkedIn: 'https://linkedin.com/in/ana', Name: 'Ana' },
    {},
  );
  expect(rows.map((row) => ('lead' in row ? row.lead : null))).toEqual([0, 0, 1, 2, 1, 3, 3, null]);
  expect(leads).toHaveLength(4);
  expect(leads[0]).toEqual({ email: 'a@b.es', firstName: 'Ana' });
});
