// Measures the speed of an import: the same file, with and without phone numbers, into SQLite and Postgres. It is
// uploaded, previewed and imported to the last row result and search index entry, while pages of leads are requested.
// Baselines in the same run: only parsing the file, and inserting its parsed rows with the bare driver, in batches of the
// same size into the same tables with the same indexes.
// `--rows N` (1,000,000), `--into sqlite|postgres|both` (both), `--phones yes|no|both` (both).
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { importCreatedSchema, importPreviewSchema, jobSchema } from '@tinygenesy/contract';
import { migrate } from '../backend/src/db/migrate.ts';
import { startTestPostgres } from '../backend/src/db/testPostgres.ts';
import { describeMachine } from './lib/machine.ts';
import { peopleFile, person } from './lib/generatedPeople.ts';
import { residentMb, watchMemory } from './lib/peakMemory.ts';
import { percentile } from './lib/percentile.ts';
import { printTable } from './lib/printTable.ts';
import { postgresInsert, type RawInsert, rawRow, sqliteInsert } from './lib/rawInsert.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';
import { watchPages } from './lib/watchPages.ts';
import { type Running, withProduct } from './lib/withProduct.ts';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    into: { type: 'string', default: 'both' },
    phones: { type: 'string', default: 'both' },
  },
});
const rows = Number(flags.rows);
const databases = flags.into === 'both' ? (['sqlite', 'postgres'] as const) : [flags.into as 'sqlite' | 'postgres'];
const withPhones = flags.phones === 'both' ? [false, true] : [flags.phones === 'yes'];
/** Rows per transaction, as in the product. */
const batch = 250;
const shareAim = 0.7;
const rssAimMb = 150;
const previewAimMs = 1_000;
const apiAimMs = 100;
/** Rows a second on SQLite. */
const speedAim = { without: 12_000, with: 8_000 };
const jobTimeoutMs = 30 * 60_000;
const probeEveryMs = 100;
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
    const file = path.join(scratch, phones ? 'with-phones.csv' : 'without-phones.csv');
    await pipeline(Readable.from(peopleFile(rows, { phones })), createWriteStream(file));
    const parsedPerSecond = await parseOnly(file);
    for (const into of databases) {
      const insertedPerSecond = await insertOnly(into, phones);
      const { seconds, ...measured } = await importFile(into, file);
      const perSecond = rows / seconds;
      const share = perSecond / Math.min(parsedPerSecond, insertedPerSecond);
      const what = `${into}, ${phones ? 'with' : 'without'} phones`;
      table.push({
        what,
        'parse only /s': Math.round(parsedPerSecond),
        'raw insert /s': Math.round(insertedPerSecond),
        'import /s': Math.round(perSecond),
        'of slower baseline': `${Math.round(share * 100)} %`,
        'upload s': tenths(measured.uploadMs / 1_000),
        'first preview ms': Math.round(measured.firstPreviewMs),
        'whole preview s': tenths(measured.wholePreviewMs / 1_000),
        'RSS growth MB': Math.round(measured.rssGrowthMb),
        'API p50 ms': tenths(percentile(measured.apiMs, 0.5)),
        'API p95 ms': tenths(percentile(measured.apiMs, 0.95)),
        'API worst ms': tenths(Math.max(...measured.apiMs)),
      });
      if (share < shareAim) broken.push(`${what}: ${Math.round(share * 100)} % of the slower baseline`);
      if (into === 'sqlite' && perSecond < speedAim[phones ? 'with' : 'without']) broken.push(`${what}: rows a second`);
      if (measured.rssGrowthMb > rssAimMb) broken.push(`${what}: memory`);
      if (measured.firstPreviewMs > previewAimMs) broken.push(`${what}: first preview`);
      if (percentile(measured.apiMs, 0.95) > apiAimMs) broken.push(`${what}: API meanwhile`);
    }
    await rm(file);
  }
  printTable(table);
  console.log(broken.length === 0 ? 'Kept: all aims.' : `NOT kept: ${broken.join(' · ')}.`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  await postgres?.stop();
  for (const dir of [scratch, postgresDir]) await rm(dir, { recursive: true, force: true });
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
  let ms = 0;
  for (let from = 0; from < rows; from += batch) {
    const length = Math.min(batch, rows - from);
    const some = Array.from({ length }, (_, index) =>
      rawRow(from + index + 1, person(from + index), { phones }, Date.now()),
    );
    const startMs = performance.now();
    await insert.batch(some);
    ms += performance.now() - startMs;
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
  rssGrowthMb: number;
  /** Times of the pages requested during the import. */
  apiMs: number[];
}

async function importFile(into: 'sqlite' | 'postgres', file: string): Promise<Measured> {
  const url = into === 'postgres' ? await emptyDatabase(into, 'product') : null;
  const measured = await withProduct((running) => measure(running, file), {
    ...(url !== null && { env: { DATABASE_URL: url } }),
  });
  if (url !== null) await dropDatabase(into, url);
  return measured;
}

async function measure({ product, api }: Running, file: string): Promise<Measured> {
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
  const { id } = jobSchema.parse(await post(`/imports/${created.id}/commit`, {}));
  const job = await untilJobEnds(api, id, jobTimeoutMs);
  const importMs = performance.now() - commitAtMs;
  if (job.state !== 'completed' || job.counts['created'] !== rows) {
    throw new Error(`The import came to ${job.state}: ${JSON.stringify(job.counts)}`);
  }
  const apiMs = await pages.stop();
  const rssGrowthMb = memory.stop() - rssBeforeMb;
  return {
    seconds: (uploadMs + importMs) / 1_000,
    uploadMs,
    firstPreviewMs: answeredAtMs - lastByteAtMs,
    wholePreviewMs,
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
    headers: { 'content-type': 'text/csv', 'content-length': String(size) },
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
