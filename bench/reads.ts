// Measures how many pages can be read in a second, and the time of each at 200 a second: pages of 200 leads and of 200
// jobs. Baseline in the same run: `/healthz`, which reads nothing.
// `--jobs N` (200), `--leads N` (200), `--seconds N` (10) for each measurement.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Job } from '@tinygenesy/contract';
import { benchOnLeads, type Row } from './lib/benchOnLeads.ts';
import { describeMachine } from './lib/machine.ts';
import { percentile } from './lib/percentile.ts';
import type { Running } from './lib/withProduct.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';

const { values: flags } = parseArgs({
  options: {
    leads: { type: 'string', default: '200' },
    jobs: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
  },
});
const leads = Number(flags.leads);
const seconds = Number(flags.seconds);
const clients = 10;
const aSecond = 200;
const pageAimMs = 20;
const throughputAim = 600;
/** New connections for each measurement: the server may close an idle one in the moment of a request. */
let agent = new Agent();
function connectAnew(): void {
  agent.destroy();
  agent = new Agent({ keepAlive: true, maxSockets: 256 });
}

console.log(`Reads benchmark: ${describeMachine()}, ${leads} leads, ${flags.jobs} jobs.`);
await benchOnLeads({ count: leads, phones: true }, measure);

async function measure({ product: { url }, api }: Running): Promise<Row[]> {
  for (let index = 0; index < Number(flags.jobs); index += 1) {
    const response = await fetch(`${url}/leads/generate-messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        leadIds: [(index % leads) + 1],
        template: `Hello {{firstName}} ${index}`,
        onMissing: 'skip',
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`A job was not started: ${text}`);
    const job = JSON.parse(text) as Job;
    const { id } = job;
    await untilJobEnds(api, id, 60_000);
  }
  const rows: Row[] = [];
  for (const [address, isBaseline] of [
    ['/healthz', true],
    ['/leads?limit=50', false],
    ['/leads?limit=200', true],
    ['/jobs', false],
  ] as const) {
    await flood(url + address, 1);
    const most = await flood(url + address, seconds);
    const paced = await atRate(url + address, seconds);
    const p95 = percentile(paced, 0.95);
    rows.push({
      shown: {
        page: address,
        'most a second': Math.round(most.length / seconds),
        'p50 there ms': percentile(most, 0.5).toFixed(1),
        [`p50 at ${aSecond}/s ms`]: percentile(paced, 0.5).toFixed(1),
        'p95 ms': p95.toFixed(1),
        'worst ms': Math.max(...paced).toFixed(0),
      },
      kept: isBaseline || (p95 <= pageAimMs && most.length / seconds >= throughputAim),
    });
  }
  return rows;
}

/** Sends requests one after the other on each of some connections. Returns their times. */
async function flood(url: string, forSeconds: number): Promise<number[]> {
  connectAnew();
  const times: number[] = [];
  const endMs = performance.now() + forSeconds * 1_000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < endMs) times.push(await timed(url));
    }),
  );
  return times;
}

/** Sends requests at a fixed rate, without waiting for earlier responses. */
async function atRate(url: string, forSeconds: number): Promise<number[]> {
  connectAnew();
  const startMs = performance.now();
  const all: Promise<number>[] = [];
  for (let index = 0; index < forSeconds * aSecond; index += 1) {
    const dueMs = startMs + (index * 1_000) / aSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    all.push(timed(url, dueMs));
  }
  return Promise.all(all);
}

/** Returns the milliseconds from the due time of the request to the end of its response. */
function timed(url: string, dueMs = performance.now()): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent, signal: AbortSignal.timeout(60_000) }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().on('end', () => resolve(performance.now() - dueMs));
    })
      .on('error', reject)
      .end();
  });
}
