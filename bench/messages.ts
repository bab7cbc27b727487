// Measures the speed of message generation for 100,000 leads, with a template of six fields, fallbacks and optional parts:
// from the first lead read to the last message stored, with history, job item and counts. Also measures the request that
// starts the job and selects its leads. Baselines in the same run, with the bare driver, prepared statements, the same
// table and indexes, and transactions of the same size:
// - an update of the text column;
// - the same with the version and time that every change of a lead needs;
// - the latter with the row of history that every change needs.
// `--leads N` (100,000).
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import { migrate } from '../backend/src/db/migrate.ts';
import { jobSchema } from '@tinygenesy/contract';
import { describeMachine } from './lib/machine.ts';
import { person } from './lib/generatedPeople.ts';
import { percentile } from './lib/percentile.ts';
import { printTable } from './lib/printTable.ts';
import { rawRow, sqliteInsert } from './lib/rawInsert.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';
import { watchPages } from './lib/watchPages.ts';
import { type Running, withProduct } from './lib/withProduct.ts';

const { values: flags } = parseArgs({ options: { leads: { type: 'string', default: '100000' } } });
const count = Number(flags.leads);
/** Leads per transaction, as in the first batch of the product. */
const batch = 250;
/** The least share of a bare update with version, time and history. */
const shareAim = 0.5;
const jobTimeoutMs = 20 * 60_000;
const probeEveryMs = 25;
const apiAimMs = 100;
const template =
  'Hi {firstName:title|there},\n\n[[as {jobTitle} of {companyName} you will know: ]]{companyWebsite|your website} deserves better.\n' +
  '[[{Department} is where we begin.]]\n\nBest regards to {countryCode}\nJane';

console.log(`Messages benchmark: ${describeMachine()}, ${count} leads, ${template.length} characters of template.`);
const scratch = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-messages-'));
try {
  const bare = await updateOnly('bare', 'UPDATE "Lead" SET "message" = @text WHERE "id" = @id');
  const changed = 'UPDATE "Lead" SET "message" = @text, "version" = "version" + 1, "updatedAt" = @now WHERE "id" = @id';
  const seen = await updateOnly('seen', changed);
  const kept = await updateOnly(
    'kept',
    changed,
    `INSERT INTO "LeadChange" ("leadId", "field", "newValue", "source", "at") VALUES (@id, 'message', json_quote(@text), 'job:1', @now)`,
  );
  const dataDir = path.join(scratch, 'product');
  await mkdir(dataDir);
  await fill(path.join(dataDir, 'tinygenesy.db'));
  const { perSecond, apiMs } = await withProduct(generate, { dataDir });
  const share = perSecond / kept;
  printTable([
    {
      'bare update /s': Math.round(bare),
      'with version and time /s': Math.round(seen),
      'and with history /s': Math.round(kept),
      'messages /s': Math.round(perSecond),
      'of bare': `${Math.round((perSecond / bare) * 100)} %`,
      'of the last': `${Math.round(share * 100)} %`,
      'API p50 ms': Math.round(percentile(apiMs, 0.5)),
      'API p95 ms': Math.round(percentile(apiMs, 0.95)),
      'API requests': apiMs.length,
      'API worst ms': Math.round(Math.max(...apiMs)),
    },
  ]);
  const broken = [
    ...(share < shareAim ? [`${Math.round(share * 100)} % of the bare update with history`] : []),
    ...(percentile(apiMs, 0.95) > apiAimMs ? ['API meanwhile'] : []),
  ];
  console.log(broken.length === 0 ? 'Kept: all aims.' : `NOT kept: ${broken.join(' · ')}.`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function fill(file: string): Promise<void> {
  await migrate(`file:${file}`, path.resolve(import.meta.dirname, '../backend/prisma/migrations'));
  const insert = sqliteInsert(file);
  for (let from = 0; from < count; from += batch) {
    const length = Math.min(batch, count - from);
    const rows = Array.from({ length }, (_, index) =>
      rawRow(from + index + 1, person(from + index), { phones: false }, Date.now()),
    );
    await insert.batch(rows);
  }
  await insert.close();
}

/** @returns rows a second */
async function updateOnly(name: string, ...statements: string[]): Promise<number> {
  const file = path.join(scratch, `${name}.db`);
  await fill(file);
  const db = new Sqlite(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  const prepared = statements.map((sql) => db.prepare(sql));
  const update = db.transaction((rows: readonly { id: number; text: string; now: number }[]) => {
    for (const row of rows) {
      for (const statement of prepared) statement.run(row);
    }
  });
  let ms = 0;
  for (let from = 0; from < count; from += batch) {
    const now = Date.now();
    const rows = Array.from({ length: Math.min(batch, count - from) }, (_, index) => {
      const { firstName, jobTitle, companyName, companyWebsite, department, countryCode } = person(from + index);
      const text = `Hi ${firstName},\n\nas ${jobTitle} of ${companyName} you will know: ${companyWebsite} deserves better.\n${department} is where we begin.\n\nBest regards to ${countryCode}\nJane`;
      return { id: from + index + 1, text, now };
    });
    const startMs = performance.now();
    update(rows);
    ms += performance.now() - startMs;
  }
  db.close();
  for (const end of ['', '-wal', '-shm']) await rm(file + end, { force: true });
  return count / (ms / 1_000);
}

async function generate({ product, api }: Running): Promise<{ perSecond: number; apiMs: number[] }> {
  const startMs = performance.now();
  const response = await fetch(`${product.url}/leads/generate-messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filter: {}, template }),
  });
  if (!response.ok) throw new Error(`generate-messages answered ${response.status}: ${await response.text()}`);
  const { id } = jobSchema.parse(await response.json());
  const acceptedMs = performance.now() - startMs;
  const watch = watchPages(product.url, probeEveryMs);
  const job = await untilJobEnds(api, id, jobTimeoutMs);
  const apiMs = await watch.stop();
  if (job.state !== 'completed' || job.counts['written'] !== count) {
    throw new Error(`The job came to ${job.state}: ${JSON.stringify(job.counts)}`);
  }
  const writingMs = Date.parse(job.endedAt ?? '') - Date.parse(job.startedAt ?? '');
  console.log(`The job was there after ${Math.round(acceptedMs)} ms and wrote for ${writingMs} ms.`);
  return { perSecond: count / (writingMs / 1_000), apiMs };
}
