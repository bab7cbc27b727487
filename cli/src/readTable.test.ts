import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { EnrichError } from './enrichError.ts';
import { readTable } from './readTable.ts';

const read = (text: string) => readTable(Buffer.from(text));
const utf16be = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();

test.each([
  ['comma', 'name,email\nAna,a@b.es\n', ','],
  ['semicolon', 'name;email\nAna;a@b.es\n', ';'],
  ['tab', 'name\temail\nAna\ta@b.es\n', '\t'],
  ['bar', 'name|email\nAna|a@b.es\n', '|'],
  ['semicolon with commas in cells', 'name;email;notes\nAna;a@b.es;a,b,c\nBob;b@b.es;d,e,f\n', ';'],
  ['comma with semicolons in quotes', 'name,email,notes\n"Ana; B",a@b.es,"x;y;z"\n', ','],
  ['told by Excel', 'sep=;\r\nname;email\r\nAna;a@b.es\r\n', ';'],
])('finds the delimiter: %s', async (_what, text, delimiter) => {
  const table = await read(text);
  expect(table.delimiter).toBe(delimiter);
  expect(table.header.slice(0, 2)).toEqual(['name', 'email']);
  expect(table.rows[0]).toContain('a@b.es');
});

test('a single column is a table', async () => {
  expect(await read('email\na@b.es\n')).toMatchObject({ header: ['email'], rows: [['a@b.es']] });
});

test.each([
  ['UTF-8', Buffer.from('name,email\nJosé Muñoz,a@b.es'), false],
  ['UTF-8 with its mark', Buffer.from('\uFEFFname,email\nJosé Muñoz,a@b.es'), true],
  ['UTF-16 LE', Buffer.from('\uFEFFname,email\nJosé Muñoz,a@b.es', 'utf16le'), true],
  ['UTF-16 BE', utf16be('name,email\nJosé Muñoz,a@b.es'), true],
  ['Windows-1252', Buffer.from('name,email\nJosé Muñoz,a@b.es', 'latin1'), true],
])('reads %s', async (_what, bytes, bom) => {
  expect(await readTable(bytes)).toMatchObject({ header: ['name', 'email'], rows: [['José Muñoz', 'a@b.es']], bom });
});

test('cells stay unchanged: spaces, quotes, line endings, missing and extra cells; rows of nothing but delimiters are none', async () => {
  const table = await read(
    'name,email,x\r\n"  Ana ""A"" ",a@b.es,"two\r\nlines"\r\n\r\nBob\r\n1,2,3,4\r\n,,\r\nA "B" C,d,e\r\n',
  );
  expect(table.lineEnd).toBe('\r\n');
  expect(table.rows).toEqual([
    ['  Ana "A" ', 'a@b.es', 'two\r\nlines'],
    ['Bob'],
    ['1', '2', '3', '4'],
    ['A "B" C', 'd', 'e'],
  ]);
});

test('an unreadable row keeps its place', async () => {
  const { rows } = await read('email,name\n"a@b.es,Ana\nb@b.es,Bo\n');
  expect(rows).toEqual([
    ['"a@b.es', 'Ana'],
    ['b@b.es', 'Bo'],
  ]);
});

describe('refuses other files than CSV', () => {
  test.each<[Buffer, RegExp]>([
    [Buffer.from(''), /empty/],
    [Buffer.from('\uFEFF \n'), /empty/],
    [Buffer.from('PK\x03\x04 xl/workbook.xml'), /Excel workbook/],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /old Excel/],
    [gzipSync('name,email\n'), /gzip/],
    [Buffer.from('%PDF-1.7'), /PDF/],
    [Buffer.from('\n<!DOCTYPE html><html>email</html>'), /web page/],
    [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /not a text file/],
    [Buffer.from('foo,bar\n1,2\n'), /No column of the file is recognized.*foo \| bar/],
    [Buffer.from('a@b.es,Ana\n'), /first line must name the columns/],
  ])('%j', async (bytes, sentence) => {
    await expect(readTable(bytes)).rejects.toThrow(EnrichError);
    await expect(readTable(bytes)).rejects.toThrow(sentence);
  });
});
