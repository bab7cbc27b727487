// Measures the speed of an import: the same rows, with and without phone numbers, as CSV and as a workbook, into SQLite
// and Postgres. A file is uploaded, previewed and imported to the last row result and search index entry, while pages of
// leads are requested. Then some of its rows are imported alone and undone.
// Baselines in the same run: only parsing the CSV file, and inserting its parsed rows with the bare driver, in batches that
// adapt by the same rule into the same tables with the same indexes.
// `--rows N` (1,000,000), `--into sqlite|postgres|both` (both), `--phones yes|no|both` (both), `--as csv|xlsx|both` (both).
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { importCreatedSchema, importPreviewSchema, jobSchema } from '@tinygenesy/contract';
import { batchPace } from '../backend/src/db/batchPace.ts';
import { migrate } from '../backend/src/db/migrate.ts';
import { startTestPostgres } from '../backend/src/db/testPostgres.ts';
import { writeXlsx } from '../backend/src/leads/export/writeXlsx.ts';
import { describeMachine } from './lib/machine.ts';
import { peopleFile, peoplePages, person } from './lib/generatedPeople.ts';
import { residentMb, watchMemory } from './lib/peakMemory.ts';
import { percentile } from './lib/percentile.ts';
import { printTable } from './lib/printTable.ts';
import { processCpuMs } from './lib/processCpu.ts';
import { postgresInsert, type RawInsert, rawRow, sqliteInsert } from './lib/rawInsert.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';
import { watchPages } from './lib/watchPages.ts';
import { type Running, withProduct } from './lib/withProduct.ts';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    into: { type: 'string', default: 'both' },
    phones: { type: 'string', default: 'both' },
    as: { type: 'string', default: 'both' },
  },
});
const rows = Number(flags.rows);
const databases = flags.into === 'both' ? (['sqlite', 'postgres'] as const) : [flags.into as 'sqlite' | 'postgres'];
const withPhones = flags.phones === 'both' ? [false, true] : [flags.phones === 'yes'];
const formats = flags.as === 'both' ? (['csv', 'xlsx'] as const) : [flags.as as 'csv' | 'xlsx'];
/** The first batch, as in the product. */
const firstBatchRows = 250;
const undoRows = Math.min(rows, 50_000);
const undoAimMs = 10_000;
/** Of the bare driver. */
const shareAim = 0.8;
const rssAimMb = 150;
const previewAimMs = 1_000;
const apiAimMs = 50;
/** Rows a second. */
const speedAim = { sqlite: 20_000, postgres: 15_000 };
const jobTimeoutMs = 30 * 60_000;
const probeEveryMs = 100;
const contentTypes: Record<string, string> = {
  '.csv': 'text/csv',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
let databaseCount = 0;
const migrations = path.resolve(import.meta.dirname, '../backend/prisma/migrations');

console.log(`Import benchmark: ${describeMachine()}, ${rows} rows of ten columns.`);
const scratch = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-import-'));
const postgresDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-import-postgres-'));
const postgres = databases.includes('postgres') ? await startTestPostgres(postgresDir) : null;
if (postgres) console.log('Postgres runs with fsync off, for the import and for its baseline.');
try {
  const broken: string[] = [];
  const table: Record<string, string | number>[] = [];
  for (const phones of withPhones) {
    const files = await writeFiles(phones);
    const parsedPerSecond = await parseOnly(files.csv);
    for (const into of databases) {
      const insertedPerSecond = await insertOnly(into, phones);
      for (const as of formats) {
        const { seconds, ...measured } = await importFile(into, files[as], files.undone);
        const perSecond = rows / seconds;
        const share = perSecond / insertedPerSecond;
        const what = `${as} into ${into}, ${phones ? 'with' : 'without'} phones`;
        const p95Ms = percentile(measured.apiMs, 0.95);
        table.push({
          what,
          'parse only /s': Math.round(parsedPerSecond),
          'raw insert /s': Math.round(insertedPerSecond),
          'import /s': Math.round(perSecond),
          'of raw insert': `${Math.round(share * 100)} %`,
          'CPU µs/row': tenths(measured.cpuPerRowUs),
          'upload s': tenths(measured.uploadMs / 1_000),
          'first preview ms': Math.round(measured.firstPreviewMs),
          'whole preview s': tenths(measured.wholePreviewMs / 1_000),
          'RSS growth MB': Math.round(measured.rssGrowthMb),
          'API p50 ms': tenths(percentile(measured.apiMs, 0.5)),
          'API p95 ms': tenths(p95Ms),
          'API worst ms': tenths(Math.max(...measured.apiMs)),
          [`undo of ${undoRows} s`]: tenths(measured.undoMs / 1_000),
        });
        console.log(`${what}: ${Math.round(perSecond)} rows/s`);
        if (perSecond < speedAim[into]) broken.push(`${what}: rows a second`);
        if (share < shareAim) broken.push(`${what}: ${Math.round(share * 100)} % of the bare driver`);
        if (measured.rssGrowthMb > rssAimMb) broken.push(`${what}: memory`);
        if (measured.firstPreviewMs > previewAimMs) broken.push(`${what}: first preview`);
        if (p95Ms > apiAimMs) broken.push(`${what}: API meanwhile`);
        if (measured.undoMs > undoAimMs) broken.push(`${what}: undo`);
      }
    }
    for (const file of Object.values(files)) await rm(file, { force: true });
  }
  printTable(table);
  console.log(broken.length === 0 ? 'Kept: all aims.' : `NOT kept: ${broken.join(' · ')}.`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  await postgres?.stop();
  for (const dir of [scratch, postgresDir]) await rm(dir, { recursive: true, force: true });
}

/** Writes the files of a measurement: the rows as CSV and as a workbook, and further rows to be undone. */
async function writeFiles(phones: boolean): Promise<{ csv: string; xlsx: string; undone: string }> {
  const [csv, xlsx, undone] = ['people.csv', 'people.xlsx', 'undone.csv'].map((name) => path.join(scratch, name));
  if (csv === undefined || xlsx === undefined || undone === undefined) throw new Error('A file has no name.');
  await pipeline(Readable.from(peopleFile(rows, { phones })), createWriteStream(csv));
  await pipeline(Readable.from(peopleFile(undoRows, { phones, from: rows })), createWriteStream(undone));
  if ((formats as readonly string[]).includes('xlsx')) {
    await pipeline(Readable.from(writeXlsx(peoplePages(rows, { phones }))), createWriteStream(xlsx));
  }
  return { csv, xlsx, undone };
}

/** @returns rows a second */
async function parseOnly(file: string): Promise<number> {
  const startMs = performance.now();
  let count = 0;
  const parser = createReadStream(file).pipe(parse());
  for await (const _record of parser) count += 1;
  if (count !== rows + 1) throw new Error(`Parsed ${count} records.`);
  return rows / ((performance.now() - startMs) / 1_000);
}

/** @returns rows a second, without the time for building the rows */
async function insertOnly(into: 'sqlite' | 'postgres', phones: boolean): Promise<number> {
  const url = await emptyDatabase(into, 'baseline');
  const insert: RawInsert = into === 'sqlite' ? sqliteInsert(url.replace('file:', '')) : postgresInsert(url);
  const pace = batchPace(firstBatchRows, into);
  let ms = 0;
  for (let from = 0, length = 0; from < rows; from += length) {
    length = Math.min(pace.size, rows - from);
    const some = Array.from({ length }, (_, index) =>
      rawRow(from + index + 1, person(from + index), { phones }, Date.now()),
    );
    const startMs = performance.now();
    await insert.batch(some);
    const tookMs = performance.now() - startMs;
    ms += tookMs;
    pace.ran(length, tookMs);
  }
  await insert.close();
  await dropDatabase(into, url);
  return rows / (ms / 1_000);
}

async function emptyDatabase(into: 'sqlite' | 'postgres', name: string): Promise<string> {
  databaseCount += 1;
  const url =
    postgres !== null && into === 'postgres'
      ? await onServer(postgres.url, `CREATE DATABASE "${name}${databaseCount}"`, `${name}${databaseCount}`)
      : `file:${path.join(scratch, `${name}${databaseCount}.db`)}`;
  await migrate(url, migrations);
  return url;
}

async function dropDatabase(into: 'sqlite' | 'postgres', url: string): Promise<void> {
  if (into === 'sqlite') {
    for (const end of ['', '-wal', '-shm']) await rm(url.replace('file:', '') + end, { force: true });
  } else if (postgres !== null) {
    await onServer(postgres.url, `DROP DATABASE "${new URL(url).pathname.slice(1)}" WITH (FORCE)`, 'postgres');
  }
}

async function onServer(serverUrl: string, statement: string, database: string): Promise<string> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

interface Measured {
  /** From the first byte of the upload to the last row result, without the preview. */
  seconds: number;
  uploadMs: number;
  /** From the end of the upload to the response with the detected format. */
  firstPreviewMs: number;
  wholePreviewMs: number;
  /** User and system time of all threads of the product during the job. */
  cpuPerRowUs: number;
  undoMs: number;
  rssGrowthMb: number;
  /** Times of the pages requested during the import. */
  apiMs: number[];
}

async function importFile(into: 'sqlite' | 'postgres', file: string, undone: string): Promise<Measured> {
  const url = into === 'postgres' ? await emptyDatabase(into, 'product') : null;
  const measured = await withProduct((running) => measure(running, file, undone), {
    ...(url !== null && { env: { DATABASE_URL: url } }),
  });
  if (url !== null) await dropDatabase(into, url);
  return measured;
}

async function measure({ product, api }: Running, file: string, undone: string): Promise<Measured> {
  const post = async (route: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${product.url}${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${route} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const rssBeforeMb = residentMb(product.pid);
  const memory = watchMemory(product.pid);
  const pages = watchPages(product.url, probeEveryMs);
  const uploadAtMs = performance.now();
  const { created, lastByteAtMs, answeredAtMs } = await upload(product.url, file);
  const uploadMs = answeredAtMs - uploadAtMs;

  const previewAtMs = performance.now();
  for (;;) {
    const preview = importPreviewSchema.parse(await post(`/imports/${created.id}/preview?waitMs=30000`, {}));
    if (!preview.complete) continue;
    if (preview.create !== rows) throw new Error(`The preview would create ${preview.create} leads.`);
    break;
  }
  const wholePreviewMs = performance.now() - previewAtMs;

  const commitAtMs = performance.now();
  const cpuBeforeMs = processCpuMs(product.pid);
  const { id } = jobSchema.parse(await post(`/imports/${created.id}/commit`, {}));
  const job = await untilJobEnds(api, id, jobTimeoutMs);
  const importMs = performance.now() - commitAtMs;
  const cpuMs = processCpuMs(product.pid) - cpuBeforeMs;
  if (job.state !== 'completed' || job.counts['created'] !== rows) {
    throw new Error(`The import came to ${job.state}: ${JSON.stringify(job.counts)}`);
  }
  const apiMs = await pages.stop();
  const rssGrowthMb = memory.stop() - rssBeforeMb;

  const { created: further } = await upload(product.url, undone);
  const imported = jobSchema.parse(await post(`/imports/${further.id}/commit`, {}));
  await untilJobEnds(api, imported.id, jobTimeoutMs);
  const undoAtMs = performance.now();
  const undo = jobSchema.parse(await post(`/imports/${further.id}/undo`, {}));
  const ended = await untilJobEnds(api, undo.id, jobTimeoutMs);
  const undoMs = performance.now() - undoAtMs;
  if (ended.counts['removed'] !== undoRows) throw new Error(`The undo came to ${JSON.stringify(ended.counts)}`);
  return {
    seconds: (uploadMs + importMs) / 1_000,
    uploadMs,
    firstPreviewMs: answeredAtMs - lastByteAtMs,
    wholePreviewMs,
    cpuPerRowUs: (cpuMs * 1_000) / rows,
    undoMs,
    rssGrowthMb,
    apiMs,
  };
}

async function upload(url: string, file: string) {
  const { size } = await stat(file);
  let lastByteAtMs = 0;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) yield chunk as Uint8Array;
    lastByteAtMs = performance.now();
  }
  const response = await fetch(`${url}/imports?fileName=${path.basename(file)}`, {
    method: 'POST',
    headers: { 'content-type': contentTypes[path.extname(file)] ?? '', 'content-length': String(size) },
    body: Readable.toWeb(Readable.from(bytes())) as ReadableStream,
    duplex: 'half',
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The upload was answered ${response.status}: ${text}`);
  return { created: importCreatedSchema.parse(JSON.parse(text)), lastByteAtMs, answeredAtMs: performance.now() };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
