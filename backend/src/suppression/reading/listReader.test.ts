import { expect, test } from 'vitest';
import { createListReader } from './listReader.ts';
import { readRecords } from './readRecords.ts';

async function readText(text: string | Uint8Array, country: string | null = null) {
  const reader = createListReader(country);
  const values: string[] = [];
  const notUnderstood: string[] = [];
  async function* pieces() {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    // Cut in the middle of characters and lines.
    for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
  }
  for await (const record of readRecords(pieces())) {
    const read = reader.read(record);
    values.push(...read.values.map(({ value }) => value));
    notUnderstood.push(...read.notUnderstood.map(({ line, text: told }) => `${line} ${told}`));
  }
  return { values, notUnderstood, columns: reader.columns };
}

test('a pasted list has a value per line, or several with separators; line numbers count blank lines', async () => {
  expect(
    await readText('ana@acme.com, ben@acme.com;cleo@acme.com\r\n\r\nglobex.com\nwhat is this\n\n+34612345678\tnope'),
  ).toEqual({
    values: ['ana@acme.com', 'ben@acme.com', 'cleo@acme.com', 'globex.com', '+34612345678'],
    notUnderstood: ['4 what is this', '6 nope'],
    columns: null,
  });
});

test.each([
  ['Email\nana@acme.com', ['ana@acme.com'], ['email']],
  [
    '\uFEFFEmail Address;Opt-out date;Reason\nana@acme.com;2026-05-03;"moved, twice"',
    ['ana@acme.com'],
    ['email', null, null],
  ],
  [
    'Name,E-Mail,Phone,LinkedIn,Website\nAna,ana@acme.com,+34612345678,linkedin.com/in/ana,acme.com',
    ['ana@acme.com', '+34612345678', 'https://www.linkedin.com/in/ana'],
    [null, 'email', 'phone', 'profile', null],
  ],
  ['email,domain\nana@acme.com,\n,globex.com', ['ana@acme.com', 'globex.com'], ['email', 'domain']],
  ['Company,Website\nAcme,https://acme.com', ['acme.com'], [null, 'domain']],
  ['Correo electrónico\nana@acme.com', ['ana@acme.com'], ['email']],
  ['Téléphone\n+34612345678', ['+34612345678'], ['phone']],
  ['E-post;Mobil\nana@acme.com;+46701234567', ['ana@acme.com', '+46701234567'], ['email', 'phone']],
  ['Adresse de messagerie;Portable\nana@acme.com;+33612345678', ['ana@acme.com', '+33612345678'], ['email', 'phone']],
  ['Почта;Телефон\nana@acme.com;+79161234567', ['ana@acme.com', '+79161234567'], ['email', 'phone']],
  ['邮箱,手机\nana@acme.com,+8613812345678', ['ana@acme.com', '+8613812345678'], ['email', 'phone']],
  ['E-posta;Cep telefonu\nana@acme.com;+905321234567', ['ana@acme.com', '+905321234567'], ['email', 'phone']],
  ['Ηλ. ταχυδρομείο;Mobile\nana@acme.com;+306912345678', ['ana@acme.com', '+306912345678'], ['email', 'phone']],
  ['Email,Added by\nana@acme.com,me@ours.com', ['ana@acme.com'], ['email', null]],
  ['Name;Email\nRuiz, Ana;ana@acme.com', ['ana@acme.com'], [null, 'email']],
  ['Name,Email\nAna,ana@acme.com;ben@acme.com', ['ana@acme.com', 'ben@acme.com'], [null, 'email']],
  ['Email\nana@acme.com, ben@acme.com', ['ana@acme.com', 'ben@acme.com'], ['email']],
  ['sep=;\nEmail;Date\nana@acme.com;2024-05-01', ['ana@acme.com'], ['email', null]],
  ['Phone\n"+34612345678 / +34912345678"', ['+34612345678', '+34912345678'], ['phone']],
])('the header %j names the columns', async (text, values, kinds) => {
  const read = await readText(text);
  expect(read.values).toEqual(values);
  expect(read.columns?.map(({ kind }) => kind)).toEqual(kinds);
  expect(read.notUnderstood).toEqual([]);
});

test('a first line that is no header is told like any other', async () => {
  expect(await readText('Do not write to these\nana@acme.com')).toEqual({
    values: ['ana@acme.com'],
    notUnderstood: ['1 Do not write to these'],
    columns: null,
  });
});

test('a cell of a known column that is no value is told with its line', async () => {
  expect((await readText('Email\nana@acme.com\nunknown\n')).notUnderstood).toEqual(['3 unknown']);
});

test('UTF-16 is read', async () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('ana@acme.com\nzoé@acme.com', 'utf16le')]);
  expect((await readText(bytes)).values).toEqual(['ana@acme.com', 'zoé@acme.com']);
});

test.each([
  ['PK\u0003\u0004 a spreadsheet', /is no text/u],
  ['ana@acme.com\n\0\0', /is no text/u],
  ['ana@acme.com\n"never closed\nben@acme.com', /never closed/u],
])('%j is refused', async (text, message) => {
  await expect(readText(text)).rejects.toThrow(message);
});
