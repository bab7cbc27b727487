import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unusualDetail } from '../../leads/unusualDetail.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { suppress } from '../../leads/deletion/suppression.ts';
import type { MergeRules } from './mergeRow.ts';
import type { JudgedRow, RowLead } from '../types.ts';
import { prepareRow } from './prepareRow.ts';
import { writeRows } from './writeRows.ts';

const at = new Date('2026-05-03T10:00:00.000Z');
const blank: RowLead = {
  firstName: null,
  lastName: null,
  email: null,
  jobTitle: null,
  companyName: null,
  companyWebsite: null,
  countryCode: null,
  countryRaw: null,
  phone: null,
  phones: [],
  linkedinUrl: null,
  yearsInRole: null,
  tags: [],
  doNotContact: false,
  custom: {},
};
const number = { phoneNumber: '+34612345678', phoneExtension: null, phoneType: 'mobile', phoneCountry: 'ES' };
const phone = { ...number, phoneDetail: null };

let people = 0;
const newEmail = (): string => `person-${(people += 1)}@example.com`;

function rowsOf(...leads: (Partial<RowLead> | JudgedRow['issues'])[]): JudgedRow[] {
  return leads.map((lead, index) => ({
    row: index + 1,
    line: index + 2,
    cells: [`cell ${index + 1}`, 'with\0NUL'],
    lead: Array.isArray(lead) ? null : { ...blank, ...lead },
    issues: Array.isArray(lead) ? lead : [],
  }));
}

const problem = (code: string, severity: 'error' | 'note'): JudgedRow['issues'] => [
  { code, severity, field: null, header: null, value: null, text: 'The problem.' },
];

describe.each(testDatabases)('rows of a file on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  async function write(rows: JudgedRow[], rules: Partial<MergeRules> = {}, known?: number) {
    const { id } =
      known === undefined
        ? await database.prisma.import.create({
            data: { fileName: 'people.csv', sizeBytes: 1n, rowsDone: 0, suppressedCount: 0, createdAt: at },
          })
        : { id: known };
    const all: MergeRules = { onDuplicate: 'skip', tags: [], importTag: null, mode: 'live', ...rules };
    const prepared = rows.map((row) => prepareRow(row, all));
    const written = await database.transaction((sql) =>
      writeRows(sql, { importId: id, rows: prepared, rules: all, at }),
    );
    const kept = await database.prisma.importRow.findMany({ where: { importId: id }, orderBy: { row: 'asc' } });
    return { id, written, kept };
  }
  const lead = (id: number | null | undefined) => database.prisma.lead.findUniqueOrThrow({ where: { id: id ?? 0 } });
  const changesOf = async (leadId: number) =>
    (await database.prisma.leadChange.findMany({ where: { leadId }, orderBy: { id: 'asc' } })).map(
      ({ field, oldValue, newValue, source }) => ({ field, old: oldValue, new: newValue, source }),
    );

  test('become leads with all values of their row, and each row stores its lead', async () => {
    const [a, b] = [newEmail(), newEmail()];
    const { written, kept } = await write(
      rowsOf(
        {
          firstName: 'Ágata',
          lastName: 'O’Neil 🙂',
          email: a,
          phone,
          yearsInRole: 2.5,
          tags: ['vip'],
          custom: { Shoe: '43' },
          countryRaw: 'Elbonia',
        },
        problem('bad_email', 'error'),
        {
          email: b,
          linkedinUrl: 'https://www.linkedin.com/in/b',
          phone: { ...phone, phoneDetail: unusualDetail(null) },
        },
        problem('left_out', 'note'),
      ),
      { importTag: 'people', tags: ['fair'] },
    );

    expect(written).toEqual({
      counts: { created: 2, updated: 0, skipped: 1, invalid: 1 },
      suppressed: 0,
      leftOut: [],
      goneLeadIds: [],
    });
    expect(kept.map(({ state }) => state)).toEqual(['created', 'invalid', 'created', 'skipped']);
    expect(await lead(kept[2]?.leadId)).toMatchObject({ phoneDetail: unusualDetail(null) });
    const first = await lead(kept[0]?.leadId);
    expect(first).toMatchObject({
      firstName: 'Ágata',
      lastName: 'O’Neil 🙂',
      email: a,
      ...phone,
      phoneProvider: 'import',
      phoneStatus: 'found',
      phoneMode: null,
      phoneDetail: null,
      yearsInRole: 2.5,
      tags: ['vip', 'fair', 'people'],
      custom: { Shoe: '43' },
      countryRaw: 'Elbonia',
      sortName: 'o’neil 🙂 agata',
      version: 1,
      emailCheck: 'idle',
      emailReasons: [],
      createdAt: at,
      updatedAt: at,
    });
    expect((await lead(kept[2]?.leadId)).email).toBe(b);
    expect(await changesOf(first.id)).toEqual([]);
    expect(kept[0]).toMatchObject({ line: 2, leadVersion: 1, cells: null, issues: null });
    expect(kept[1]).toMatchObject({ leadId: null, cells: ['cell 2', expect.stringMatching(/^with\0?NUL$/u)] });
  });

  test('have a note if their lead exists, or is earlier in the file', async () => {
    const email = newEmail();
    const { kept } = await write(rowsOf({ email }, { email }));
    const again = await write(rowsOf({ email }));

    expect(kept.map(({ state }) => state)).toEqual(['created', 'skipped']);
    expect(kept[1]).toMatchObject({
      leadId: kept[0]?.leadId,
      leadVersion: null,
      issues: [{ code: 'duplicate_in_file', text: expect.stringContaining('line 2') as string }],
    });
    expect(again.kept).toMatchObject([
      { state: 'skipped', leadId: kept[0]?.leadId, issues: [{ code: 'already_there' }] },
    ]);
  });

  test('name the first line even if an earlier batch wrote it', async () => {
    const email = newEmail();
    const first = await write(rowsOf({ email }));
    const later = rowsOf({ email }).map((row) => ({ ...row, row: 700, line: 800 }));
    const { kept } = await write(later, {}, first.id);
    expect(kept[1]?.issues).toMatchObject([
      { code: 'duplicate_in_file', text: expect.stringContaining('line 2') as string },
    ]);
  });

  test('fill blank fields, and store the earlier values', async () => {
    const email = newEmail();
    const before = await write(rowsOf({ email, firstName: 'Ana' }));
    const id = before.kept[0]?.leadId ?? 0;
    const { kept, written, ...second } = await write(
      rowsOf({ email, firstName: 'Anna', lastName: 'Faro' }, { email, jobTitle: 'CTO', lastName: 'Farro' }),
      { onDuplicate: 'fill', importTag: 'people' },
    );

    expect(await lead(id)).toMatchObject({
      firstName: 'Ana',
      lastName: 'Faro',
      jobTitle: 'CTO',
      tags: ['people'],
      sortName: 'faro ana',
      version: 2,
    });
    expect(written.counts).toEqual({ created: 0, updated: 2, skipped: 0, invalid: 0 });
    expect(kept.map(({ leadVersion }) => leadVersion)).toEqual([2, 2]);
    const source = `import:${second.id}`;
    expect(await changesOf(id)).toEqual([
      { field: 'lastName', old: null, new: 'Faro', source },
      { field: 'tags', old: [], new: ['people'], source },
      { field: 'jobTitle', old: null, new: 'CTO', source },
    ]);
  });

  test('overwrite a number with its metadata, and a lead that an earlier row created', async () => {
    const email = newEmail();
    const found = { ...number, phoneProvider: 'orion', phoneMode: 'live', phoneStatus: 'found', phoneCheckedAt: at };
    const before = await write(rowsOf({ email }));
    const id = before.kept[0]?.leadId ?? 0;
    await database.prisma.lead.update({ where: { id }, data: found });
    const other = newEmail();
    const { kept } = await write(
      rowsOf(
        { email, phone: { ...phone, phoneNumber: '+34699999999', phoneDetail: unusualDetail(null) } },
        { email: other, firstName: 'Li' },
        { email: other, firstName: 'Lee' },
      ),
      { onDuplicate: 'overwrite' },
    );

    expect(await lead(id)).toMatchObject({
      phoneNumber: '+34699999999',
      phoneProvider: 'import',
      phoneMode: null,
      phoneDetail: unusualDetail(null),
      phoneCheckedAt: null,
    });
    expect((await changesOf(id)).map(({ field, old }) => [field, old])).toEqual([
      ['phoneNumber', '+34612345678'],
      ['phoneProvider', 'orion'],
      ['phoneMode', 'live'],
      ['phoneCheckedAt', at.toISOString()],
    ]);
    expect(kept.map(({ state }) => state)).toEqual(['updated', 'created', 'updated']);
    expect(await lead(kept[1]?.leadId)).toMatchObject({ firstName: 'Lee', version: 1 });
    expect(await changesOf(kept[1]?.leadId ?? 0)).toMatchObject([{ field: 'firstName', old: 'Li', new: 'Lee' }]);
  });

  test('without an email are matched by LinkedIn address, else by name, company and website', async () => {
    const linkedinUrl = 'https://www.linkedin.com/in/known';
    const person = { firstName: 'Ana', lastName: 'Faro', companyName: 'Acme', companyWebsite: 'acme.example' };
    const { kept } = await write(rowsOf({ email: newEmail(), linkedinUrl }, person));
    const again = await write(
      rowsOf({ linkedinUrl }, { ...person, firstName: 'ANA' }, { ...person, companyWebsite: 'acme.org' }),
    );
    expect(again.kept.map(({ state, leadId }) => [state, leadId])).toEqual([
      ['skipped', kept[0]?.leadId],
      ['skipped', kept[1]?.leadId],
      ['created', expect.any(Number)],
    ]);
  });

  test('apply, store and report do-not-contact marks', async () => {
    const [marked, says, there] = [newEmail(), newEmail(), newEmail()];
    await suppress(database, marked, at);
    const before = await write(rowsOf({ email: there }));
    const { written, kept } = await write(
      rowsOf({ email: marked }, { email: says, doNotContact: true }, { email: there, doNotContact: true }),
      { onDuplicate: 'fill' },
    );

    expect(written.suppressed).toBe(1);
    expect(written.goneLeadIds).toEqual([before.kept[0]?.leadId]);
    for (const { leadId } of kept) expect((await lead(leadId)).doNotContact).toBe(true);
    const again = await write(rowsOf({ email: says }));
    await database.prisma.lead.delete({ where: { email: says } });
    expect(again.written.suppressed).toBe(0);
    expect((await write(rowsOf({ email: says }))).written.suppressed).toBe(1);
  });
});
