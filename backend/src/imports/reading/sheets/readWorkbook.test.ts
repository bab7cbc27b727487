import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { ZipFile } from 'yazl';
import { readWorkbook } from './readWorkbook.ts';

const parts = {
  'xl/workbook.xml': '<workbook><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
};
const cell = '<c t="inlineStr"><is><t>a</t></is></c>';

/** Starts to read a workbook with these rows as its only sheet. */
async function start(rows: string): Promise<AsyncGenerator<Uint8Array>> {
  const zip = new ZipFile();
  const sheet = `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
  for (const [name, xml] of Object.entries({ ...parts, 'xl/worksheets/sheet1.xml': sheet }))
    zip.addBuffer(Buffer.from(xml), name);
  zip.end();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'workbook');
  await writeFile(file, await buffer(zip.outputStream));
  return readWorkbook({ path: file, kind: 'xlsx', sheet: null }, () => undefined);
}

async function toEnd(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}

const read = async (rows: string): Promise<string> => toEnd(await start(rows));

test('rows are lines, also blank ones', async () => {
  expect(await read(`<row r="1">${cell}</row><row r="4">${cell}${cell}</row>`)).toBe('a\n\n\na,a\n');
});

test.each([
  ['a row after the last possible one', `<row r="300000000">${cell}</row>`],
  ['a row without a number', `<row r="one">${cell}</row>`],
  ['elements without end', `<row r="1">${cell}</row>${'<a>'.repeat(2_000)}`],
])('%s is damage', async (_, rows) => {
  await expect(read(rows)).rejects.toMatchObject({ code: 'not_csv', details: { extra: { kind: 'broken' } } });
});

test.runIf(process.platform === 'linux')('a process that runs out of memory is told as such', async () => {
  const { pieces, pid } = await begun();
  // As V8 ends a process whose objects outgrow its memory.
  process.kill(pid, 'SIGABRT');
  await expect(toEnd(pieces)).rejects.toMatchObject({ code: 'not_csv', details: { extra: { kind: 'too_large' } } });
});

test.runIf(process.platform === 'linux')('a reader that stops ends the process', async () => {
  const { pieces, pid } = await begun();
  await pieces.return(undefined);
  await expect.poll(() => children().includes(pid)).toBe(false);
});

/** Begins to read a sheet that is longer than what the system keeps between two processes. */
async function begun(): Promise<{ pieces: AsyncGenerator<Uint8Array>; pid: number }> {
  const before = children();
  const pieces = await start(`<row>${cell.repeat(1_000)}</row>`.repeat(300));
  await pieces.next();
  const [pid] = children().filter((one) => !before.includes(one));
  if (pid === undefined) throw new Error('No process has started.');
  return { pieces, pid };
}

const children = (): number[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
