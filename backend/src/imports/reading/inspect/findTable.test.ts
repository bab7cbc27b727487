import { expect, test } from 'vitest';
import { inspectFile } from './inspectFile.ts';

function tableIn(text: string) {
  const bytes = Buffer.from(text);
  const reading = inspectFile(bytes, { isWhole: true, sizeBytes: bytes.length, choice: {} });
  if ('refused' in reading) throw new Error(reading.refused.text);
  const { startLine, hasHeader, headers, sample } = reading;
  return {
    startLine,
    hasHeader,
    header: headers[0]?.trim(),
    rows: sample.map((row) => row.map((cell) => cell.trim())),
  };
}

test.each([
  ['two of four cells named', 'email,x\na@b.es\nb@b.es,1,2,3\n', 1, 'email', 2],
  ['one cell named', 'email\na@b.es,1,2,3\nb@b.es,1,2,3\n', 1, 'email', 2],
  ['the names only', 'Name,Country\nAna Lo,ES,x,y,z\nEva Lo,ES,x,y,z\n', 1, 'Name', 2],
  ['names in German', 'Vorname;Nachname\nAna;Lo;ana@b.es;1;2;3\nEva;Lo;e@b.es;1;2;3\n', 1, 'Vorname', 2],
  ['notes above a short header', 'Our leads\n\nemail,x\na@b.es,1,2,3\nb@b.es,1,2,3\n', 3, 'email', 2],
  ['a title above a wide header', 'Contacts\nname,email,phone,city\nAna,a@b.es,1,x\n', 2, 'name', 1],
  ['a label above a wide header', 'Company,Acme\n\nname,email,phone,city\nAna,a@b.es,1,x\n', 3, 'name', 1],
])('rows longer than the header: %s', (_, text, startLine, header, rowCount) => {
  const found = tableIn(text);
  expect({ ...found, rows: found.rows.length }).toEqual({ startLine, hasHeader: true, header, rows: rowCount });
});

const rows = [
  ['1', 'Ana Lo', 'ana@b.es'],
  ['2', 'Eva Lo', 'eva@b.es'],
];
test.each([
  [
    'psql',
    ' id | name   | email\n----+--------+----------\n  1 | Ana Lo | ana@b.es\n  2 | Eva Lo | eva@b.es\n(2 rows)\n',
    1,
    rows,
  ],
  [
    'MySQL',
    '+----+--------+----------+\n| id | name   | email    |\n+----+--------+----------+\n|  1 | Ana Lo | ana@b.es |\n|  2 | Eva Lo | eva@b.es |\n+----+--------+----------+\n2 rows in set (0.00 sec)\n',
    2,
    rows.map((row) => ['', ...row]),
  ],
  [
    'Markdown',
    '| id | name | email |\n|---|:---|---:|\n| 1 | Ana Lo | ana@b.es |\n| 2 | Eva Lo | eva@b.es |\n',
    1,
    rows.map((row) => ['', ...row]),
  ],
  ['bare Markdown', 'id | name | email\n--- | --- | ---\n1 | Ana Lo | ana@b.es\n2 | Eva Lo | eva@b.es\n', 1, rows],
  ['signs of equality', 'id,name,email\n=============\n1,Ana Lo,ana@b.es\n2,Eva Lo,eva@b.es\n', 1, rows],
  ['sqlcmd', 'id,name,email\n--,----,-----\n1,Ana Lo,ana@b.es\n2,Eva Lo,eva@b.es\n\n(2 rows affected)\n', 1, rows],
  [
    'box drawing',
    'id│name│email\n──┼────┼─────\n'.replaceAll('│', '|') + '1|Ana Lo|ana@b.es\n2|Eva Lo|eva@b.es\n',
    1,
    rows,
  ],
  ['a title underlined', 'Our leads\n=========\n\nid,name,email\n1,Ana Lo,ana@b.es\n2,Eva Lo,eva@b.es\n', 4, rows],
])('a drawn line is no row: %s', (_, text, startLine, expected) => {
  const found = tableIn(text);
  expect(found).toMatchObject({ startLine, hasHeader: true, rows: expected });
});

test('a row with a dash for each unknown value stays a row', () => {
  expect(tableIn('name,email,phone\nAna Lo,-,---\n-,a@b.es,-\n-,-,-\n').rows).toHaveLength(3);
});
