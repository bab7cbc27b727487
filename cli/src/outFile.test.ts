import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enrichedText, prepareOutFile } from './outFile.ts';
import { invalidCells, type PhoneCells } from './phoneCells.ts';
import { readTable, type Table } from './readTable.ts';

const table = (text: string): Promise<Table> => readTable(Buffer.from(text));
const found: PhoneCells = {
  number: '+34612345678',
  status: 'found',
  provider: 'orion',
  reason: '',
  final: true,
  isSandboxNumber: false,
};

describe('the result', () => {
  test('has every row unchanged and in order, with four more columns', async () => {
    expect(enrichedText(await table('name,email\nAna,a@b.es\n,bad\n'), [found, invalidCells('Why, so')])).toBe(
      'name,email,phone_number,phone_status,phone_provider,phone_reason\n' +
        'Ana,a@b.es,+34612345678,found,orion,\n' +
        ',bad,,invalid,,"Why, so"\n',
    );
  });

  test('has the email columns after a verification', async () => {
    const emails = [{ verdict: 'invalid', reason: 'No such domain', suggestion: 'a@gmail.com', final: true }];
    expect(enrichedText(await table('email\na@gmial.com\n'), [found], emails)).toBe(
      'email,phone_number,phone_status,phone_provider,phone_reason,email_verdict,email_reason,email_suggestion\n' +
        'a@gmial.com,+34612345678,found,orion,,invalid,No such domain,a@gmail.com\n',
    );
  });

  test('has the format of the file: delimiter, line endings, byte order mark, sep line', async () => {
    expect(enrichedText(await table('\uFEFFsep=;\r\nemail;x\r\na@b.es;1\r\n'), [found])).toBe(
      '\uFEFFsep=;\r\nemail;x;phone_number;phone_status;phone_provider;phone_reason\r\na@b.es;1;+34612345678;found;orion;\r\n',
    );
  });

  test('puts its columns after the longest row', async () => {
    expect(enrichedText(await table('email,x\na@b.es\nb@b.es,1,2,3\n'), [found, found])).toBe(
      'email,x,,,phone_number,phone_status,phone_provider,phone_reason\n' +
        'a@b.es,,,,+34612345678,found,orion,\n' +
        'b@b.es,1,2,3,+34612345678,found,orion,\n',
    );
  });

  test('keeps any cell unchanged', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r\n', ' ', '=', '😀') });
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(',', ';', '\t', '|'),
        (rows, delimiter) => {
          const text = enrichedText(
            { header: ['email', 'x'], rows, encoding: 'utf-8', delimiter, lineEnd: '\n', bom: false, sepLine: false },
            rows.map(() => found),
          );
          const records: string[][] = parse(text, { delimiter, record_delimiter: '\n' });
          expect(records.slice(1).map((record, index) => record.slice(0, rows[index]?.length))).toEqual(rows);
        },
      ),
    );
  });
});

describe('the path of the result', () => {
  let dir: string;
  let input: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-out-'));
    input = path.join(dir, 'in.csv');
  });
  beforeEach(() => writeFile(input, 'email\n'));
  afterAll(() => rm(dir, { recursive: true }));
  const at = (name: string): string => path.join(dir, name);

  test('replaces an earlier result as a whole, without a temporary file left', async () => {
    await writeFile(at('out.csv'), 'before');
    const out = await prepareOutFile(at('out.csv'), input);
    expect(await readFile(at('out.csv'), 'utf8')).toBe('before');
    await out.write('after');
    expect(await readFile(at('out.csv'), 'utf8')).toBe('after');
    expect((await readdir(dir)).filter((name) => name.includes('part'))).toEqual([]);
  });

  test('can be a link, which stays', async () => {
    await mkdir(at('real'));
    await writeFile(at('real/out.csv'), '');
    await symlink(at('real/out.csv'), at('linked.csv'));
    await (await prepareOutFile(at('linked.csv'), input)).write('x');
    expect(await readFile(at('real/out.csv'), 'utf8')).toBe('x');
  });

  test('is never the input file, under any name', async () => {
    await symlink(input, at('sym.csv'));
    await link(input, at('hard.csv'));
    for (const name of ['in.csv', 'sym.csv', 'hard.csv', './in.csv']) {
      await expect(prepareOutFile(at(name), input)).rejects.toThrow(/is the input file/);
    }
    expect(await readFile(input, 'utf8')).toBe('email\n');
  });

  test('must be writable', async () => {
    await expect(prepareOutFile(at('none/out.csv'), input)).rejects.toThrow(/does not exist/);
    await expect(prepareOutFile(dir, input)).rejects.toThrow(/is not a file/);
  });

  test.skipIf(process.getuid?.() === 0)('is refused where this user may not write', async () => {
    await mkdir(at('closed'));
    await chmod(at('closed'), 0o500);
    await expect(prepareOutFile(at('closed/out.csv'), input)).rejects.toThrow(/permission denied/);
  });
});
