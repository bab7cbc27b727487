// Runs jobs at full rate and watches what grows: memory of Node and of the Temporal server, and the sizes of the files in
// the data folder, every half minute. Prints the slope of each over the last two thirds. Two lookup jobs run at any time
// (`--leads N`, 20,000, looked up again and again), beside them a job that writes messages and one that changes tags.
// `--minutes N` (30). Baseline: the memory at the start of the watched time.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Job, jobSchema } from '@tinygenesy/contract';
import { providerIds } from '../backend/src/providers/sandbox/flags.ts';
import { benchOnLeads, type Row } from './lib/benchOnLeads.ts';
import { describeMachine } from './lib/machine.ts';
import { residentMb } from './lib/peakMemory.ts';
import { slopePerMinute } from './lib/slopePerMinute.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';
import type { Running } from './lib/withProduct.ts';

const { values: flags } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, leads: { type: 'string', default: '20000' } },
});
const minutes = Number(flags.minutes);
const leadCount = Number(flags.leads);
const sampleEveryMs = 30_000;
const leadsAJob = 200;
/** On a machine with other work a job may take long; what is measured is growth. */
const jobTimeoutMs = (minutes + 30) * 60_000;
/** The share by which memory and files may grow in the watched time. */
const growthAim = 0.1;
const limits = { ratePerSecond: 100, maxConcurrent: 50 };
const sandboxFlags = Object.fromEntries(providerIds.map((id) => [id, { ...limits, latencyMs: { min: 20, max: 80 } }]));

console.log(`Soak benchmark: ${describeMachine()}, ${minutes} minutes of jobs over ${leadCount} leads.`);
await benchOnLeads({ count: leadCount, phones: false, flags: sandboxFlags }, measure);

interface Sample {
  minute: number;
  nodeMb: number;
  temporalMb: number;
  temporalFilesMb: number;
  databaseMb: number;
  /** Looked up so far. */
  lookups: number;
}

async function measure({ product, api, dataDir }: Running): Promise<Row[]> {
  for (const id of providerIds) await api.patchProvider(id, { ...limits, timeoutMs: 2_000 });
  const startMs = performance.now();
  const untilMs = startMs + minutes * 60_000;
  const isOn = (): boolean => performance.now() < untilMs;
  let lookups = 0;
  let nextLead = 0;

  async function start(route: string, body: unknown): Promise<Job> {
    const response = await fetch(`${product.url}${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${route} answered ${response.status}: ${text}`);
    return untilJobEnds(api, jobSchema.parse(JSON.parse(text)).id, jobTimeoutMs);
  }

  async function lookUp(): Promise<void> {
    while (isOn()) {
      const leadIds = Array.from({ length: leadsAJob }, (_, index) => ((nextLead + index) % leadCount) + 1);
      nextLead += leadsAJob;
      await start('/phone-lookups', { leadIds, scope: 'all', force: true });
      lookups += leadsAJob;
    }
  }

  async function writeAndTag(): Promise<void> {
    for (let turn = 0; isOn(); turn += 1) {
      const template = `Hello {{firstName}}, this is message ${turn}`;
      await start('/leads/generate-messages', { filter: {}, template, onMissing: 'skip', overwrite: 'all' });
      await start('/leads/tags', { filter: {}, [turn % 2 === 0 ? 'add' : 'remove']: ['soaked'] });
      await sleep(sampleEveryMs);
    }
  }

  const samples: Sample[] = [];
  async function watch(): Promise<void> {
    for (let due = startMs; due <= untilMs; due += sampleEveryMs) {
      await sleep(Math.max(0, due - performance.now()));
      samples.push({
        minute: Math.round((performance.now() - startMs) / 6_000) / 10,
        nodeMb: Math.round(residentMb(product.pid)),
        temporalMb: Math.round(residentMb(product.temporalPid() ?? 0)),
        temporalFilesMb: filesMb(dataDir, /temporal/),
        databaseMb: filesMb(dataDir, /^tinygenesy\.db/),
        lookups,
      });
      console.log(JSON.stringify(samples.at(-1)));
    }
  }

  await Promise.all([lookUp(), lookUp(), writeAndTag(), watch()]);
  const watched = samples.slice(Math.floor(samples.length / 3));
  return [
    rowOf('Node memory', watched, ({ nodeMb }) => nodeMb),
    rowOf('Temporal memory', watched, ({ temporalMb }) => temporalMb),
    rowOf('Temporal files', watched, ({ temporalFilesMb }) => temporalFilesMb),
    // The database keeps the history of each lead and the lines of each lookup, so it has no aim.
    { ...rowOf('database files', watched, ({ databaseMb }) => databaseMb), kept: true },
  ];
}

/** Sums the sizes of the files of a folder whose names match, in MB. */
function filesMb(dir: string, name: RegExp): number {
  const files = readdirSync(dir).filter((file) => name.test(file));
  return Math.round(files.reduce((sum, file) => sum + statSync(path.join(dir, file)).size, 0) / 1_048_576);
}

function rowOf(what: string, watched: readonly Sample[], valueOf: (sample: Sample) => number): Row {
  const points = watched.map((sample) => ({ minute: sample.minute, value: valueOf(sample) }));
  const values = points.map(({ value }) => value);
  const perMinute = slopePerMinute(points);
  const first = points[0] ?? { minute: 0, value: NaN };
  const tookMinutes = (points.at(-1)?.minute ?? 0) - first.minute;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const growth = (perMinute * tookMinutes) / mean;
  return {
    shown: {
      what,
      'first MB': first.value,
      'last MB': points.at(-1)?.value ?? NaN,
      'most MB': Math.max(...values),
      'MB a minute': perMinute.toFixed(2),
      minutes: tookMinutes.toFixed(1),
      'grew by': `${(growth * 100).toFixed(0)} %`,
    },
    kept: growth <= growthAim,
  };
}
