import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { importCreatedSchema, jobSchema, workbookMediaTypes } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ZipFile } from 'yazl';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';
import { importCalls } from '../jobs/fixtures/importCalls.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ dialect: 'sqlite' });
});
afterAll(() => app.close());
const { send, expectSent, commit, preview, leadsOf, rows } = importCalls(() => app);

const fileOf = (name: string): Promise<Buffer> => readFile(path.join(import.meta.dirname, 'files', name));
const upload = async (bytes: Uint8Array, query = '') =>
  importCreatedSchema.parse(await expectSent(201, 'POST', `/imports?fileName=leads.xlsx${query}`, bytes));
const codesOf = ({ notices }: { notices: { code: string }[] }) => notices.map(({ code }) => code);
const zipOf = async (files: Record<string, Uint8Array | string>): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files))
    zip.addBuffer(Buffer.from(content), name, { compress: name !== 'mimetype' });
  zip.end();
  return buffer(zip.outputStream);
};

describe('an Excel workbook', () => {
  test('is read from its chosen sheet: header below a title, dates, zeros, long numbers, merged and hidden cells', async () => {
    const file = await fileOf('two-sheets-openpyxl.xlsx');
    const first = await upload(file);
    expect([first.sheet, first.sheets.map(({ name }) => name)]).toEqual(['Info', ['Info', 'People']]);
    const created = await upload(file, '&sheet=People');
    expect(created).toMatchObject({ sheet: 'People', hasHeader: true, startLine: 3 });
    expect(codesOf(created)).toEqual([
      'sheet_of_several',
      'sheet_hidden',
      'sheet_merged',
      'sheet_formulas',
      'lines_above',
      'lines_below',
    ]);
    expect(created.headers).toEqual([
      'First name',
      'Last name',
      'E-mail',
      'Company',
      'Customer no.',
      'Since',
      'Phone',
      'Note',
    ]);
    expect(created.sample).toEqual([
      ['Zoë', 'Ñandú', 'zoe@sheet.example', 'Acme', '00123', '2024-05-17', '491701234567', ''],
      [
        'Łukasz',
        'Dąb',
        'lukasz@sheet.example',
        'Acme',
        '00045',
        '2023-02-01 09:30:00',
        '+34 612 345 678',
        'line 1\nline "2", C:\\new',
      ],
      ['王', '伟', 'wang@sheet.example', 'Acme', '00007', '1999-12-31', '0044 20 7946 0231', 'TRUE'],
    ]);
    const shown = await preview(created.id);
    expect(shown).toMatchObject({ create: 3, invalid: 0, reading: { sheet: 'People' } });
    const job = await app.jobIn((await commit(created.id)).id, 'completed');
    expect(job.counts).toMatchObject({ created: 3 });
    const leads = await leadsOf(`importId=${created.id}&sort=id`);
    expect(leads.map(({ firstName, companyName, custom }) => [firstName, companyName, custom['Customer no.']])).toEqual(
      [
        ['Zoë', 'Acme', '00123'],
        ['Łukasz', 'Acme', '00045'],
        ['王', 'Acme', '00007'],
      ],
    );
    // The line of a row is its row in the sheet, also below a cell of several lines.
    expect((await rows(created.id)).map(({ line }) => line)).toEqual([4, 5, 6]);
  });

  test('has the values of its formulas, its rich texts and early dates', async () => {
    const created = await upload(await fileOf('formulas-xlsxwriter.xlsx'));
    expect(created.sample).toEqual([
      ['Ana Formel', 'ana@formula.example', 'Acme SA', '42', '2020-02-29'],
      ['Bo Formel', 'bo@formula.example', '#N/A', '0.3', '1900-01-15'],
    ]);
    expect(codesOf(created)).toEqual(['sheet_formulas']);
  });

  test('is imported from a script, and once per idempotency key', async () => {
    const file = await fileOf('two-sheets-openpyxl.xlsx');
    const headers = {
      'content-type': workbookMediaTypes[0],
      'idempotency-key': createHash('sha1').update(file).digest('hex'),
    };
    const answers = [];
    for (let tries = 0; tries < 2; tries += 1)
      answers.push(await send('POST', '/leads/bulk?sheet=2&onDuplicate=fill', file, headers));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const [first, second] = answers.map(({ body }) => jobSchema.parse(body).id);
    expect(first).toBe(second);
    expect((await app.jobIn(first ?? 0, 'completed')).total).toBe(3);
  });
});

const rowOf = (number: number, cells: string[]): string =>
  `<row r="${number}">${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
const peopleSheet = `<worksheet><sheetData>${rowOf(1, ['Name', 'Email'])}${rowOf(2, ['Ana', 'ana@parts.example'])}</sheetData></worksheet>`;
const relation = (target: string): string =>
  `<Relationships><Relationship Id="r1" Target="${target}"/></Relationships>`;

test.each([
  ['below the folder', 'xl/workbook.xml', 'r:id', './worksheets/sheet1.xml'],
  ['beside the folder', 'xl/workbook.xml', 'r:id', '../xl/worksheets/sheet1.xml'],
  ['from the root', 'xl/workbook.xml', 'r:id', '/xl/worksheets/sheet1.xml'],
  ['by another prefix', 'xl/workbook.xml', 'd3p1:id', 'worksheets/sheet1.xml'],
  ['in a list of another name', 'xl/workbook2.xml', 'r:id', 'worksheets/sheet1.xml'],
])('a workbook of another program names its parts %s', async (_, list, id, target) => {
  const name = list.slice('xl/'.length);
  const file = await zipOf({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships><Relationship Type="http://x/officeDocument" Target="${list}"/></Relationships>`,
    [list]: `<workbook><sheets><sheet name="A" ${id}="r1"/></sheets></workbook>`,
    [`xl/_rels/${name}.rels`]: relation(target),
    'xl/worksheets/sheet1.xml': peopleSheet,
  });
  expect((await upload(file)).sample).toEqual([['Ana', 'ana@parts.example']]);
});

test('a hidden sheet of OpenDocument is not chosen, and a formula’s text is read', async () => {
  const row = (...cells: string[]): string => `<table:table-row>${cells.join('')}</table:table-row>`;
  const cell = (text: string): string =>
    `<table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell>`;
  const formula = '<table:table-cell office:value-type="string" office:string-value="Ana" table:formula="of:=1"/>';
  const people = row(cell('Name'), cell('Email')) + row(formula, cell('ana@hidden.example'));
  const style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>';
  const file = await zipOf({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': `<office:document-content>${style}<table:table table:name="Lists" table:style-name="ta2">${row(cell('x'))}</table:table><table:table table:name="People">${people}</table:table></office:document-content>`,
  });
  expect(await upload(file)).toMatchObject({ sheet: 'People', sample: [['Ana', 'ana@hidden.example']] });
});

test('an OpenDocument spreadsheet is read the same', async () => {
  const file = await fileOf('two-sheets-odfpy.ods');
  const created = await upload(file, '&sheet=Leads');
  expect(created).toMatchObject({
    sheet: 'Leads',
    sheets: [
      { name: 'Readme', hasData: true },
      { name: 'Leads', hasData: true },
    ],
    sample: [
      ['Zoë', 'zoe@ods.example', 'Acme', '00123', '2024-05-17', '1234.5'],
      ['Bo\nBa', 'bo@ods.example', 'Acme', '4917', '2023-02-01 09:30:00', ''],
    ],
  });
  expect(codesOf(created)).toEqual(['sheet_of_several', 'sheet_hidden', 'sheet_merged']);
});

describe('a workbook that can’t be read is refused with the next step', () => {
  const parts = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': '<workbook xmlns:r="x"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
  };
  const refusal = async (bytes: Uint8Array, query = '') => {
    const { status, body } = await send('POST', `/imports${query}`, bytes);
    return [status, (body as { detail?: string }).detail];
  };

  test('with a password', async () => {
    const encrypted = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(4_000),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    expect(await refusal(encrypted)).toEqual([415, expect.stringContaining('has a password')]);
    const ods = await zipOf({
      mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
      'META-INF/manifest.xml': '<manifest><encryption-data/></manifest>',
      'content.xml': 'xx',
    });
    expect(await refusal(ods)).toEqual([415, expect.stringContaining('has a password')]);
  });

  test('that is damaged', async () => {
    const file = await fileOf('two-sheets-openpyxl.xlsx');
    expect(await refusal(file.subarray(0, file.length - 500))).toEqual([415, expect.stringContaining('damaged')]);
  });

  test('that is a zip bomb', async () => {
    const bomb = await zipOf({ ...parts, 'xl/worksheets/sheet1.xml': Buffer.alloc(100 * 1024 ** 2, ' ') });
    expect(bomb.length).toBeLessThan(1024 ** 2);
    expect(await refusal(bomb)).toEqual([415, expect.stringContaining('unpacks to far more')]);
  });

  test('without data, without the sheet, or of an old kind', async () => {
    const empty = await zipOf({ ...parts, 'xl/worksheets/sheet1.xml': '<worksheet><sheetData/></worksheet>' });
    expect(await refusal(empty)).toEqual([422, expect.stringContaining('no sheet with data')]);
    expect(await refusal(empty, '?sheet=B')).toEqual([422, expect.stringContaining('It has: “A”')]);
    expect(await refusal(await zipOf({ '[Content_Types].xml': '', 'xl/workbook.bin': '' }))).toEqual([
      415,
      expect.stringContaining('Excel Workbook (.xlsx)'),
    ]);
  });
});

test('an export as a workbook comes back unchanged, and no cell is calculated', async () => {
  const nasty = { '=1+1': "'=1", zip: '00123', lines: 'a\nb\r\n"c" <&> _x0041_', plus: '+49 30 1234' };
  const lead = {
    email: 'xlsx@export.example',
    firstName: '=HYPERLINK("x")',
    lastName: "'-Ñ",
    companyName: '@Acme',
    custom: nasty,
  };
  const { body } = await send('POST', '/leads', lead);
  const response = await fetch(`${app.url}/leads/export.xlsx?q=xlsx%40export`);
  expect(response.headers.get('content-type')).toBe(workbookMediaTypes[0]);
  expect(response.headers.get('content-disposition')).toMatch(/filename="leads-[\d-]+\.xlsx"/u);
  const file = Buffer.from(await response.arrayBuffer());
  const created = await upload(file);
  expect(created).toMatchObject({ sheet: 'Leads', hasHeader: true, rowCountEstimate: 1 });
  expect(codesOf(created)).toEqual(['own_export']);
  // The tag of the import is the only change.
  await app.jobIn((await commit(created.id, { onDuplicate: 'overwrite' })).id, 'completed');
  expect(await leadsOf('q=xlsx%40export')).toMatchObject([{ ...lead, id: (body as { id: number }).id }]);
});
