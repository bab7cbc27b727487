import { type LeadCreate, leadCsvExportQuerySchema, type Mode } from '@tinygenesy/contract';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { createLead } from '../leadWrite.ts';
import { exportLeads } from './exportLeads.ts';

const at = new Date('2026-05-03T10:00:00.000Z');
const add = (database: Database, fields: LeadCreate) =>
  createLead({ database, clock: { now: () => at }, onLeadsGone: async () => undefined }, fields);

async function exported(database: Database, query: Record<string, string> = {}, appMode: Mode = 'sandbox') {
  let text = '';
  let pieces = 0;
  for await (const piece of exportLeads(database, leadCsvExportQuerySchema.parse(query), { appMode })) {
    text += piece;
    pieces += 1;
  }
  const [headers = [], ...records] = parse(text, { bom: true });
  const rows = records.map((cells) => Object.fromEntries(headers.map((header, index) => [header, cells[index]])));
  return { text, pieces, headers, rows };
}

const nasty = 'a "quoted", cell\r\nwith \n lines; 👩‍💻 שלום\tÑ';

describe.each(testDatabases)('an export from $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
    await add(database, {
      firstName: 'Iñaki',
      lastName: '=HYPERLINK("http://evil.example")',
      email: 'inaki@acme.es',
      jobTitle: "'@sum",
      companyName: nasty,
      companyWebsite: 'acme.es',
      countryCode: 'ES',
      phoneNumber: '+34 612 345 678 ext. 12',
      linkedinUrl: 'https://www.linkedin.com/in/inaki',
      yearsInRole: 2.5,
      tags: ['vip', 'Madrid, Spain'],
      doNotContact: true,
      custom: { zip: '00123', 'First name': 'kept apart', '=x': '-1', constructor: 'yes', '"q\\uote" ñ': nasty },
    });
    await add(database, { email: 'ana@acme.es', firstName: 'Ana', custom: { budget: '1e5' } });
    await database.prisma.lead.update({
      where: { email: 'ana@acme.es' },
      data: {
        countryRaw: 'XXX',
        phoneNumber: '+34600000001',
        phoneStatus: 'found',
        phoneProvider: 'orion',
        phoneMode: 'sandbox',
        emailVerdict: 'invalid',
        emailVerified: false,
        emailReasons: [{ code: 'no_mx', text: 'The domain takes no mail' }],
      },
    });
  });
  afterAll(() => database.close());

  test('for programs has every value unchanged', async () => {
    const { rows, headers, text } = await exported(database, { mode: 'raw', sort: 'id' });
    expect(text.startsWith('firstName,lastName,email,')).toBe(true);
    expect(headers).toEqual(
      expect.arrayContaining(['custom:zip', 'custom:First name', 'custom:=x', 'id', 'countryRaw']),
    );
    expect(rows[0]).toMatchObject({
      firstName: 'Iñaki',
      lastName: '=HYPERLINK("http://evil.example")',
      jobTitle: "'@sum",
      companyName: nasty,
      countryCode: 'ES',
      phoneNumber: '+34612345678 ext. 12',
      yearsInRole: '2.5',
      tags: 'vip, "Madrid, Spain"',
      doNotContact: 'true',
      'custom:zip': '00123',
      'custom:=x': '-1',
      'custom:constructor': 'yes',
      'custom:"q\\uote" ñ': nasty,
      'custom:budget': '',
      createdAt: '2026-05-03T10:00:00.000Z',
    });
    expect(rows[1]).toMatchObject({
      countryCode: '',
      countryRaw: 'XXX',
      phoneNumber: '+34600000001',
      phoneMode: 'sandbox',
      emailVerdict: 'invalid',
      emailVerified: 'false',
      emailReasons: 'no_mx',
      'custom:constructor': '',
    });
  });

  test('for spreadsheets shows accents in Excel and has no cell that is calculated', async () => {
    const { rows, headers, text } = await exported(database, { sort: 'id' });
    expect(text.startsWith('\uFEFFFirst name,Last name,E-mail,')).toBe(true);
    expect(headers).toEqual(expect.arrayContaining(["'=x", 'custom:First name', 'zip']));
    expect(rows[0]).toMatchObject({
      'Last name': `'=HYPERLINK("http://evil.example")`,
      'Job title': "''@sum",
      Company: nasty,
      Phone: "'+34 612 34 56 78 ext. 12",
      'Years in role': '2.5',
      'Do not contact': 'yes',
      zip: '00123',
      "'=x": "'-1",
    });
    expect(rows[1]).toMatchObject({
      Country: '',
      'Country as written': 'XXX',
      'Phone note': 'Sandbox number (test data)',
      'E-mail reasons': 'The domain takes no mail',
    });
    for (const cell of [...headers, ...rows.flatMap((row) => Object.values(row))]) {
      expect(cell).not.toMatch(/^[=+\-@\t\r\n\0]/u);
    }
  });

  test('omits sandbox numbers in live mode', async () => {
    const { rows, text } = await exported(database, { mode: 'raw', sort: 'id' }, 'live');
    expect(rows[1]).toMatchObject({ phoneNumber: '', phoneStatus: 'none', phoneProvider: '', phoneMode: '' });
    expect(rows[0]).toMatchObject({ phoneNumber: '+34612345678 ext. 12' });
    expect(text).not.toContain('34600000001');
  });

  test('has the leads of the filter or of the selection, in the list’s order', async () => {
    const emails = async (query: Record<string, string>) =>
      (await exported(database, { mode: 'raw', ...query })).rows.map(({ email }) => email);
    expect(await emails({})).toEqual(['ana@acme.es', 'inaki@acme.es']);
    expect(await emails({ sort: '-email' })).toEqual(['inaki@acme.es', 'ana@acme.es']);
    expect(await emails({ sort: 'updatedAt' })).toEqual(['inaki@acme.es', 'ana@acme.es']);
    expect(await emails({ q: 'iñak' })).toEqual(['inaki@acme.es']);
    expect(await emails({ country: 'ES' })).toEqual(['inaki@acme.es']);
    expect(await emails({ ids: '1' })).toEqual(['inaki@acme.es']);
    expect(await emails({ exceptIds: '1' })).toEqual(['ana@acme.es']);
    expect(await emails({ ids: '1,2', q: 'ana@' })).toEqual(['ana@acme.es']);
    expect(await emails({ tag: 'nobody' })).toEqual([]);
    const { headers } = await exported(database, { mode: 'raw', ids: '2' });
    expect(headers.filter((header) => header.startsWith('custom:'))).toEqual(['custom:budget']);
  });

  test('is read in pages, with leads and order fixed at the start', async () => {
    const created = await database.prisma.lead.createManyAndReturn({
      data: Array.from({ length: 1_201 }, (_, index) => ({
        version: 1,
        firstName: `P${index}`,
        email: `p${index}@many.example`,
        phoneStatus: 'none',
        phoneRound: 1,
        emailCheck: 'idle',
        tags: ['many'],
        custom: {},
        doNotContact: false,
        createdAt: at,
        updatedAt: at,
        sortName: `p${index}`,
        sortEmail: `p${index}@many.example`,
        sortCompany: '',
        searchText: '',
      })),
      select: { id: true },
    });
    const pages = exportLeads(
      database,
      leadCsvExportQuerySchema.parse({ tag: 'many', sort: 'updatedAt', mode: 'raw' }),
      {
        appMode: 'sandbox',
      },
    );
    await pages.next();
    const first = await pages.next();
    // With pages by time of change, this lead would be on an earlier page, or on none.
    const last = Math.max(...created.map(({ id }) => id));
    await database.prisma.lead.update({ where: { id: last }, data: { updatedAt: new Date(0) } });
    await database.prisma.lead.delete({ where: { id: last - 1 } });
    let text = String(first.value);
    let count = 1;
    for await (const page of pages) {
      text += page;
      count += 1;
    }
    expect(count).toBe(5);
    const emails = parse(text).map((cells) => cells[2]);
    expect(new Set(emails).size).toBe(1_200);
    expect(emails).toHaveLength(1_200);
    expect(emails.at(-1)).toBe('p1200@many.example');
    expect(emails).not.toContain('p1199@many.example');
  });
});
