import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ImportPlan, JudgedRow } from '../types.ts';
import { readJudgedRows } from './readJudgedRows.ts';

const plan: ImportPlan = {
  encoding: 'utf-8',
  strayEncoding: null,
  delimiter: ',',
  dialect: 'standard',
  hasHeader: true,
  startLine: 1,
  columns: [
    { header: 'name', target: 'fullName' },
    { header: 'email', target: 'email' },
  ],
  defaultCountryCode: null,
  allowWithoutEmail: false,
  fixes: [],
  isSpreadsheetExport: false,
};
const rowsFrom = (first: number, count: number) =>
  Buffer.from(Array.from({ length: count }, (_, at) => `Ana ${first + at},ana${first + at}@x.es\n`).join(''));

async function* fileOf(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** Creates a file without an end, with the number of rows read from it and whether it was closed. */
function endlessFile() {
  const file = { rows: 0, closed: false, chunks: chunks() };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('name,email\n');
      for (;;) {
        yield rowsFrom(file.rows + 1, 1_000);
        file.rows += 1_000;
      }
    } finally {
      file.closed = true;
    }
  }
  return file;
}

async function collect(rows: AsyncIterable<JudgedRow[]>): Promise<JudgedRow[]> {
  const all: JudgedRow[] = [];
  for await (const batch of rows) all.push(...batch);
  return all;
}

/** Waits until a number has not changed for a while, and returns it. */
async function stillStanding(read: () => number): Promise<number> {
  for (let [before, quietMs] = [read(), 0]; ;) {
    await pause(10);
    quietMs = read() === before ? quietMs + 10 : 0;
    before = read();
    if (quietMs >= 150) return before;
  }
}

describe('rows are read and judged in a thread', () => {
  it('in order and in batches of 500, with chunks of any size', async () => {
    const sizes: number[] = [];
    const rows: JudgedRow[] = [];
    const text = Buffer.concat([Buffer.from('name,email\n'), rowsFrom(1, 1_200), Buffer.from('Eva,"eva@x.es\n')]);
    const chunks = Array.from({ length: Math.ceil(text.length / 999) }, (_, at) =>
      text.subarray(at * 999, at * 999 + 999),
    );
    for await (const batch of readJudgedRows(fileOf(...chunks), plan)) {
      sizes.push(batch.length);
      rows.push(...batch);
    }
    expect(sizes).toEqual([500, 500, 201]);
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 1_201 }, (_, at) => at + 1));
    expect(rows[1_199]).toMatchObject({ row: 1_200, line: 1_201, cells: ['Ana 1200', 'ana1200@x.es'] });
    expect(rows[1_199]?.lead).toMatchObject({ email: 'ana1200@x.es' });
    expect(rows[1_200]).toMatchObject({
      line: 1_202,
      lead: null,
      issues: [{ code: 'unclosed_quote', severity: 'error' }],
    });
    // The memory of the chunks was not transferred.
    expect(Buffer.concat(chunks).equals(text)).toBe(true);
  });

  it('from a given row', async () => {
    const rows = await collect(
      readJudgedRows(fileOf(Buffer.from('name,email\n'), rowsFrom(1, 1_700)), plan, { fromRow: 1_234 }),
    );
    expect(rows).toHaveLength(467);
    expect(rows[0]).toMatchObject({ row: 1_234, line: 1_235, cells: ['Ana 1234', 'ana1234@x.es'] });
  });
});

describe('the reading of a long file', () => {
  it('pauses while its rows are not taken, and continues when they are', async () => {
    const file = endlessFile();
    let taken = 0;
    for await (const batch of readJudgedRows(file.chunks, plan)) {
      taken += batch.length;
      // Three batches and two pieces of the file ahead, plus the rows in progress.
      expect((await stillStanding(() => file.rows)) - taken).toBeLessThanOrEqual(8_000);
      if (taken >= 3_000) break;
    }
    expect(taken).toBe(3_000);
    expect(file.closed).toBe(true);
  });

  it('ends with the reason of an aborted signal', async () => {
    const file = endlessFile();
    const abort = new AbortController();
    const rows = readJudgedRows(file.chunks, plan, { signal: abort.signal });
    await rows.next();
    abort.abort(new Error('enough'));
    await expect(rows.next()).rejects.toThrow('enough');
    expect(file.closed).toBe(true);
    await expect(readJudgedRows(file.chunks, plan, { signal: abort.signal }).next()).rejects.toThrow('enough');
  });

  it('ends after an abort even while the file gives no bytes', async () => {
    async function* stalled(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('name,email\n');
      abort.abort(new Error('enough'));
      await new Promise(() => {});
    }
    const abort = new AbortController();
    await expect(collect(readJudgedRows(stalled(), plan, { signal: abort.signal }))).rejects.toThrow('enough');
  });

  it('ends with an error of the file', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('name,email\n');
      throw new Error('the disk is gone');
    }
    await expect(collect(readJudgedRows(broken(), plan))).rejects.toThrow('the disk is gone');
  });

  it('returns the rows before an error of the file first, however early the error comes', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`name,email\n${'Ana,ana@x.es\n'.repeat(3_000)}`);
      throw new Error('the disk is gone');
    }
    let count = 0;
    const read = async (): Promise<void> => {
      for await (const rows of readJudgedRows(broken(), plan)) count += rows.length;
    };
    await expect(read()).rejects.toThrow('the disk is gone');
    expect(count).toBeGreaterThan(2_000);
  });

  it('ends with an error of the thread', async () => {
    const unknown = { ...plan, encoding: 'klingon' as 'utf-8' };
    const file = endlessFile();
    await expect(collect(readJudgedRows(file.chunks, unknown))).rejects.toThrow(/klingon/);
    await expect.poll(() => file.closed).toBe(true);
  });

  it('does not keep the process alive while no caller waits for rows', async () => {
    const source = `
      import { readJudgedRows } from ${JSON.stringify(new URL('readJudgedRows.ts', import.meta.url).href)};
      async function* file() { yield Buffer.from('name,email\\n'); for (;;) yield Buffer.from('Ana,ana@x.es\\n'.repeat(1000)); }
      const rows = readJudgedRows(file(), ${JSON.stringify(plan)});
      const { value } = await rows.next();
      process.stdout.write(String(value.length));
    `;
    const node = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    node.stdout.on('data', (data) => (out += String(data)));
    const [code] = await once(node, 'exit');
    expect({ code, out }).toEqual({ code: 0, out: '500' });
  });
});
